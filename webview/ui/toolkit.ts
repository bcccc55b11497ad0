/** The component kit, and the only file that knows it: VS Code's own controls for what people press and type in. */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit';
import { el } from '../dom';
import type { IconName } from './icon';
import { icon } from './icon';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());

export function button(
  label: string,
  onClick: () => void,
  appearance: 'primary' | 'secondary' = 'primary',
): HTMLElement {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', appearance);
  element.textContent = label;
  element.addEventListener('click', onClick);
  return element;
}

export interface TextField {
  element: HTMLElement;
  focus(): void;
  /** Without telling `onInput`. */
  set(value: string): void;
  clear(): void;
}

export interface TextFieldOptions {
  /** For screen readers. */
  label: string;
  placeholder: string;
  onInput(value: string): void;
  onKey(event: KeyboardEvent): void;
}

export function textField(options: TextFieldOptions): TextField {
  const element = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  // The kit names the field after its content; the style sheet hides that label, the placeholder is enough to see.
  element.textContent = options.label;
  element.setAttribute('placeholder', options.placeholder);
  element.addEventListener('input', () => {
    options.onInput(element.value);
  });
  element.addEventListener('keydown', (event) => {
    options.onKey(event);
  });
  return {
    element,
    focus: () => {
      element.focus();
    },
    set: (value) => {
      element.value = value;
    },
    clear: () => {
      element.value = '';
      options.onInput('');
    },
  };
}

/** A quiet action inside text, looking like a link. */
export function linkButton(label: string, onClick: () => void): HTMLButtonElement {
  return el('button', { class: 'link', text: label, attrs: { type: 'button' }, on: { click: onClick } });
}

/** An action that is only an icon; the label is for the tooltip and for screen readers. */
export function iconButton(name: IconName, label: string, onClick: () => void): HTMLButtonElement {
  return el(
    'button',
    {
      class: 'icon-button',
      title: label,
      attrs: { type: 'button', 'aria-label': label },
      on: { click: onClick },
    },
    icon(name),
  );
}
