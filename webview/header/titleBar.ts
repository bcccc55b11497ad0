/** Title, whether the session is live, and who took part. */
import type { ListedSession } from '../../src/protocol/sessions';
import { el } from '../dom';
import { t } from '../l10n';

const MAX_CHIPS = 3;

export class TitleBar {
  readonly element = el('div', { class: 'title-bar' });

  set(summary: ListedSession): void {
    const [first, ...others] = summary.agents;
    const agents = first === undefined ? [] : [others.length > 0 ? `${first} › ${others.join(', ')}` : first];
    // A title is a line, whatever the message looked like that it comes from.
    const title = summary.title.replace(/\s+/g, ' ').trim() || summary.id;
    this.element.replaceChildren(
      el('span', {
        class: summary.live ? 'live-dot is-live' : 'live-dot',
        title: summary.live ? t('Live: spans still arrive') : t('Finished: no span has arrived for a while'),
        attrs: { role: 'img', 'aria-label': summary.live ? t('Live session') : t('Finished session') },
      }),
      el('h1', { text: title, title: summary.title || summary.id }),
      ...(summary.imported ? [importedChip()] : []),
      ...chips(agents, t('Agents')),
      ...chips(summary.models, t('Model')),
    );
  }
}

function importedChip(): HTMLElement {
  return el('span', {
    class: 'chip is-mark',
    text: t('imported'),
    title: t('Imported: something of this session came from a file'),
  });
}

function chips(texts: readonly string[], what: string): HTMLElement[] {
  const shown = texts
    .slice(0, MAX_CHIPS)
    .map((text) => el('span', { class: 'chip', text, title: `${what}: ${text}` }));
  const rest = texts.slice(MAX_CHIPS);
  if (rest.length > 0) {
    shown.push(el('span', { class: 'chip', text: `+${rest.length}`, title: `${what}: ${rest.join(', ')}` }));
  }
  return shown;
}
