/** The switches that trace more than traced terminals. */
import type { ConnectState, ConnectSwitch } from '../../src/protocol/connect';
import { el } from '../dom';
import { t } from '../l10n';

const SWITCHES: readonly { name: ConnectSwitch; title: string; detail: string }[] = [
  {
    name: 'allTerminals',
    title: t('All new terminals and tasks'),
    detail: t('Programs in them send OpenTelemetry here instead of where they usually do.'),
  },
  {
    name: 'debugSessions',
    title: t('Debug sessions'),
    detail: t('Node.js, Python, Go and .NET programs that the debugger starts.'),
  },
];

/** Fills `parent`. The boxes stay the same elements, so that the focus stays. */
export function switches(
  parent: HTMLElement,
  { switches: on, trusted }: ConnectState,
  change: (name: ConnectSwitch, on: boolean) => void,
): void {
  if (parent.childElementCount === 0) {
    parent.append(
      ...SWITCHES.map(({ name, title, detail }) => {
        const box: HTMLInputElement = el('input', {
          attrs: { type: 'checkbox', id: `switch-${name}`, 'aria-describedby': `switch-detail-${name}` },
          on: {
            change: () => {
              change(name, box.checked);
            },
          },
        });
        return el(
          'div',
          { class: 'connect-switch' },
          box,
          el('label', { text: title, attrs: { for: `switch-${name}` } }),
          el('p', { class: 'dim', text: detail, attrs: { id: `switch-detail-${name}` } }),
        );
      }),
      el('p', {
        class: 'connect-trust dim',
        text: t('This workspace is not trusted, so only terminals that you open as traced ones are.'),
      }),
    );
  }
  for (const { name } of SWITCHES) {
    const box = parent.querySelector<HTMLInputElement>(`#switch-${name}`);
    if (!box) continue;
    box.checked = on[name];
    box.disabled = !trusted;
  }
  parent.querySelector<HTMLElement>('.connect-trust')!.hidden = trusted;
}
