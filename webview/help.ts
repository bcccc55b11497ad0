/** The list of keys, as a dialog. */
import { el } from './dom';
import { t } from './l10n';
import { button } from './ui/toolkit';

interface KeyGroup {
  title: string;
  keys: readonly (readonly [keys: readonly string[], what: string])[];
}

const GROUPS: readonly KeyGroup[] = [
  {
    title: t('Move and zoom'),
    keys: [
      [['W', 'S'], t('zoom in and out')],
      [['A', 'D'], t('move left and right')],
      [['F'], t('fit the marked range, else the selected span')],
      [['0'], t('show the whole session')],
      [[t('Backspace')], t('back to what was fitted before')],
    ],
  },
  {
    title: t('Mouse'),
    keys: [
      [[t('Wheel')], t('zoom at the pointer (or pinch)')],
      [[t('Shift+Wheel')], t('move left and right')],
      [[t('Alt+Wheel')], t('scroll the rows')],
      [[t('Drag')], t('move in all directions')],
      [[t('Shift+Drag')], t('zoom into a box')],
      [[t('Alt+Drag')], t('mark a range, as a drag on the axis does')],
      [[t('Double click')], t('fit a span')],
    ],
  },
  {
    title: t('Spans'),
    keys: [
      [['←', '→'], t('previous and next in the row')],
      [['↑', '↓'], t('above and below')],
      [[t('Home'), t('End')], t('first and last in the row')],
      [[t('Enter')], t('open the source of the selected span')],
      [['Q'], t('close and open the details')],
      [[t('Esc')], t('drop the range, then the search, then the selection')],
    ],
  },
  {
    title: t('Find'),
    keys: [
      [['/'], t('search; Enter and Shift+Enter step through the matches')],
      [['N', t('Shift+N')], t('next and previous match')],
      [['E', t('Shift+E')], t('next and previous error')],
      [['L', t('Shift+L')], t('next and previous loop')],
      [['?'], t('this list')],
    ],
  },
];

export class KeysDialog {
  readonly element: HTMLDialogElement;

  constructor() {
    this.element = el(
      'dialog',
      { class: 'keys', attrs: { 'aria-labelledby': 'keys-title' } },
      el('h2', { text: t('Keyboard shortcuts'), attrs: { id: 'keys-title' } }),
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
      button(t('Close'), () => {
        this.element.close();
      }),
    );
  }

  show(): void {
    if (!this.element.open) this.element.showModal();
  }
}
