import { el } from '../dom';

export interface Segmented<T extends string> {
  element: HTMLElement;
  set(value: T): void;
}

/** One choice out of few, all visible. */
export function segmented<T extends string>(
  label: string,
  choices: readonly { value: T; text: string; title: string }[],
  onChoose: (value: T) => void,
): Segmented<T> {
  const buttons = choices.map(({ value, text, title }) =>
    el('button', {
      text,
      title,
      attrs: { type: 'button', 'aria-pressed': 'false', 'data-value': value },
      on: {
        click: () => {
          onChoose(value);
        },
      },
    }),
  );
  return {
    element: el('div', { class: 'segmented', attrs: { role: 'group', 'aria-label': label } }, ...buttons),
    set(value) {
      for (const button of buttons) {
        button.setAttribute('aria-pressed', String(button.dataset.value === value));
      }
    },
  };
}
