/** The list of keys, as a dialog. */
import { el } from './dom';
import { button } from './ui/toolkit';

const KEYS: readonly (readonly [keys: string[], what: string])[] = [
  [['W', 'S'], 'zoom in and out (wheel or pinch at the pointer)'],
  [['A', 'D'], 'move left and right (or drag)'],
  [['←', '→'], 'previous and next frame in the row'],
  [['↑', '↓'], 'frame above and below'],
  [['Enter'], 'open the source of the selected span'],
  [['F'], 'fit the selected span (or double click)'],
  [['0'], 'show the whole session'],
  [['L', 'Shift+L'], 'next and previous loop'],
  [['E', 'Shift+E'], 'next and previous error'],
  [['/'], 'search; Enter and Shift+Enter step through the matches'],
  [['N', 'Shift+N'], 'next and previous match'],
  [['Esc'], 'clear search and selection'],
];

export class KeysDialog {
  readonly element: HTMLDialogElement;

  constructor() {
    this.element = el(
      'dialog',
      { class: 'keys', attrs: { 'aria-labelledby': 'keys-title' } },
      el('h2', { text: 'Keyboard shortcuts', attrs: { id: 'keys-title' } }),
      el(
        'dl',
        {},
        ...KEYS.flatMap(([keys, what]) => [
          el('dt', {}, ...keys.map((key) => el('kbd', { text: key }))),
          el('dd', { text: what }),
        ]),
      ),
      button('Close', () => {
        this.element.close();
      }),
    );
  }

  show(): void {
    if (!this.element.open) this.element.showModal();
  }
}
