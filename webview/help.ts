/** The list of keys, as a dialog. */
import { el } from './dom';
import { button } from './ui/toolkit';

interface KeyGroup {
  title: string;
  keys: readonly (readonly [keys: readonly string[], what: string])[];
}

const GROUPS: readonly KeyGroup[] = [
  {
    title: 'Move and zoom',
    keys: [
      [['W', 'S'], 'zoom in and out'],
      [['A', 'D'], 'move left and right'],
      [['F'], 'fit the marked range, else the selected span'],
      [['0'], 'show the whole session'],
      [['Backspace'], 'back to what was fitted before'],
    ],
  },
  {
    title: 'Mouse',
    keys: [
      [['Wheel'], 'zoom at the pointer (or pinch)'],
      [['Shift+Wheel'], 'move left and right'],
      [['Alt+Wheel'], 'scroll the rows'],
      [['Drag'], 'move in all directions'],
      [['Shift+Drag'], 'zoom into a box'],
      [['Alt+Drag'], 'mark a range, as a drag on the axis does'],
      [['Double click'], 'fit a span'],
    ],
  },
  {
    title: 'Spans',
    keys: [
      [['←', '→'], 'previous and next in the row'],
      [['↑', '↓'], 'above and below'],
      [['Home', 'End'], 'first and last in the row'],
      [['Enter'], 'open the source of the selected span'],
      [['Q'], 'close and open the details'],
      [['Esc'], 'drop the range, then the search, then the selection'],
    ],
  },
  {
    title: 'Find',
    keys: [
      [['/'], 'search; Enter and Shift+Enter step through the matches'],
      [['N', 'Shift+N'], 'next and previous match'],
      [['E', 'Shift+E'], 'next and previous error'],
      [['L', 'Shift+L'], 'next and previous loop'],
      [['?'], 'this list'],
    ],
  },
];

export class KeysDialog {
  readonly element: HTMLDialogElement;

  constructor() {
    this.element = el(
      'dialog',
      { class: 'keys', attrs: { 'aria-labelledby': 'keys-title' } },
      el('h2', { text: 'Keyboard shortcuts', attrs: { id: 'keys-title' } }),
      el(
        'div',
        { class: 'key-groups' },
        ...GROUPS.map(({ title, keys }) =>
          el(
            'section',
            {},
            el('h3', { text: title }),
            el(
              'dl',
              {},
              ...keys.flatMap(([names, what]) => [
                el('dt', {}, ...names.map((name) => el('kbd', { text: name }))),
                el('dd', { text: what }),
              ]),
            ),
          ),
        ),
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
