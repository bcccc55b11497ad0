/** The presets: what each sets, and a box to choose it. */
import type { ConnectPreset } from '../../src/protocol/connect';
import { el } from '../dom';
import { t, translated } from '../l10n';
import { linkButton } from '../ui/toolkit';

export interface PresetActions {
  choose(preset: string, chosen: boolean): void;
  changeCodexFile(): void;
}

const NOTES: Record<ConnectPreset['kind'], string> = {
  variables: '',
  settings: t('Written to this workspace’s settings after you agreed.'),
  arguments: t('Passed to the program when it is started in a traced terminal.'),
};

export class PresetList {
  readonly element = el('ul', { class: 'connect-presets' });
  private shown = '';

  constructor(private readonly actions: PresetActions) {}

  set(presets: readonly ConnectPreset[]): void {
    const now = JSON.stringify(presets);
    if (now === this.shown) return;
    this.shown = now;
    const open = new Set(
      [...this.element.querySelectorAll<HTMLElement>('details[open]')].map((each) => each.dataset.preset),
    );
    const focused = document.activeElement?.id;
    this.element.replaceChildren(...presets.map((preset) => this.item(preset, open.has(preset.id))));
    if (focused) document.getElementById(focused)?.focus();
  }

  private item(preset: ConnectPreset, open: boolean): HTMLElement {
    const { id, name, detail, chosen, kind, sets } = preset;
    const box: HTMLInputElement = el('input', {
      attrs: { type: 'checkbox', id: `preset-${id}`, 'aria-describedby': `detail-${id}` },
      on: {
        change: () => {
          const wanted = box.checked;
          // Until it is in force; the user may decline.
          box.checked = chosen;
          this.actions.choose(id, wanted);
        },
      },
    });
    box.checked = chosen;
    return el(
      'li',
      {},
      box,
      el(
        'div',
        {},
        el('label', { text: name, attrs: { for: `preset-${id}` } }),
        el('p', { class: 'dim', text: translated(detail), attrs: { id: `detail-${id}` } }),
        el(
          'details',
          { attrs: { 'data-preset': id, open } },
          el('summary', { text: t('What it sets') }),
          NOTES[kind] === '' ? null : el('p', { class: 'dim', text: NOTES[kind] }),
          el(
            'dl',
            { class: 'connect-sets' },
            ...sets.flatMap(({ name: variable, value }) => [
              el('dt', { text: variable }),
              value === null ? el('dd', { class: 'dim', text: t('removed') }) : el('dd', { text: value }),
            ]),
          ),
          kind === 'arguments'
            ? linkButton(t('Add to or remove from ~/.codex/config.toml…'), () => {
                this.actions.changeCodexFile();
              })
            : null,
        ),
      ),
    );
  }
}
