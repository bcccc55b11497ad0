/** Controls of the drawings: what width means, search, fit, follow, keys. */
import type { FrameMode } from '../../src/protocol/frames';
import { el } from '../dom';
import { segmented } from '../ui/segmented';
import { textField } from '../ui/toolkit';

export interface ToolbarActions {
  setMode(mode: FrameMode): void;
  search(query: string): void;
  /** 1 for the next match, -1 for the one before. */
  stepMatch(direction: 1 | -1): void;
  leaveSearch(): void;
  fitAll(): void;
  follow(): void;
  showKeys(): void;
}

export class Toolbar {
  readonly element: HTMLElement;
  private readonly count = el('span', { class: 'match-count', attrs: { role: 'status' } });
  private readonly modes;
  private readonly field;
  private readonly followButton: HTMLButtonElement;

  constructor(actions: ToolbarActions) {
    this.modes = segmented<FrameMode>(
      'Width of a frame',
      [
        { value: 'time', text: 'Time', title: 'A frame is as wide as it took time' },
        { value: 'tokens', text: 'Tokens', title: 'A frame is as wide as it took tokens' },
        { value: 'cost', text: 'Cost', title: 'A frame is as wide as it cost' },
      ],
      (mode) => {
        actions.setMode(mode);
      },
    );
    this.field = textField({
      label: 'Search spans',
      placeholder: 'Search spans  ( / )',
      onInput: (value) => {
        actions.search(value);
      },
      onKey: (event) => {
        if (event.key === 'Enter') actions.stepMatch(event.shiftKey ? -1 : 1);
        else if (event.key === 'Escape') {
          this.field.clear();
          actions.leaveSearch();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      },
    });
    this.followButton = toolButton('follow live', 'Keep the newest spans in view', () => {
      actions.follow();
    });
    this.element = el(
      'div',
      { class: 'toolbar' },
      this.modes.element,
      el('div', { class: 'search' }, this.field.element, this.count),
      el(
        'div',
        { class: 'tools' },
        this.followButton,
        toolButton(
          'fit',
          'Show the whole session (0)',
          () => {
            actions.fitAll();
          },
          '0',
        ),
        toolButton(
          'keys',
          'Keyboard shortcuts (?)',
          () => {
            actions.showKeys();
          },
          '?',
        ),
      ),
    );
  }

  setMode(mode: FrameMode): void {
    this.modes.set(mode);
  }

  setFollow(live: boolean, following: boolean): void {
    this.followButton.hidden = !live;
    this.followButton.setAttribute('aria-pressed', String(following));
  }

  /** Text beside the search box: `3 of 12`, `no match`, or nothing. */
  setCount(text: string): void {
    this.count.textContent = text;
  }

  focusSearch(): void {
    this.field.focus();
  }
}

function toolButton(text: string, title: string, action: () => void, key?: string): HTMLButtonElement {
  const children = key ? [text, el('kbd', { text: key })] : [text];
  return el(
    'button',
    { class: 'tool-button', title, attrs: { type: 'button' }, on: { click: action } },
    ...children,
  );
}
