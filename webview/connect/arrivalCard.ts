/** Where to send to, and whether anything has come. */
import type { ConnectState } from '../../src/protocol/connect';
import { el } from '../dom';
import { t } from '../l10n';
import { icon } from '../ui/icon';
import { linkButton } from '../ui/toolkit';
import { copyButton } from './copyButton';

export interface ArrivalActions {
  openSession(sessionId: string): void;
  openDoctor(): void;
}

export class ArrivalCard {
  private readonly sign = el('span', { class: 'connect-sign' });
  private readonly text = el('div', { attrs: { role: 'status' } });
  private readonly addresses = el('dl', { class: 'connect-addresses' });
  readonly element = el('div', { class: 'connect-arrival' }, this.sign, this.text, this.addresses);
  /** What was shown last: nothing is rebuilt under the pointer of a person without need. */
  private shown = '';

  constructor(private readonly actions: ArrivalActions) {}

  set(state: ConnectState): void {
    const { endpoint, grpcEndpoint, problem, received, latest, tokenRequired } = state;
    const now = JSON.stringify([endpoint, grpcEndpoint, problem, received, latest, tokenRequired]);
    if (now === this.shown) return;
    this.shown = now;
    this.element.dataset.state = problem !== null ? 'failed' : received > 0 ? 'received' : 'waiting';
    this.sign.replaceChildren(
      problem !== null
        ? icon('error')
        : received > 0
          ? icon('check')
          : el('span', { class: 'connect-waiting', attrs: { 'aria-hidden': 'true' } }),
    );
    this.text.replaceChildren(...this.words(state));
    this.addresses.replaceChildren(...address('OTLP/HTTP', endpoint), ...address('OTLP/gRPC', grpcEndpoint));
  }

  private words({ problem, received, latest, tokenRequired }: ConnectState): Node[] {
    if (problem !== null) {
      return [
        el('strong', { text: t('Turnline does not listen') }),
        el(
          'p',
          { class: 'dim' },
          `${problem} `,
          linkButton(t('Open the Doctor'), () => {
            this.actions.openDoctor();
          }),
        ),
      ];
    }
    if (received === 0) {
      return [
        el('strong', { text: t('Waiting for the first span') }),
        el('p', {
          class: 'dim',
          text: tokenRequired
            ? t(
                'This changes by itself as soon as something arrives. Senders need the token; traced terminals have it.',
              )
            : t('This changes by itself as soon as something arrives.'),
        }),
      ];
    }
    return [
      el('strong', { text: t('First span received') }),
      el(
        'p',
        { class: 'dim' },
        t('{0, plural, one {# span or log record} other {# spans and log records}} so far.', received),
        ' ',
        latest === null
          ? null
          : linkButton(t('Open “{0}”', latest.title), () => {
              this.actions.openSession(latest.id);
            }),
      ),
    ];
  }
}

function address(name: string, endpoint: string | null): Node[] {
  if (endpoint === null) return [];
  return [
    el('dt', { text: name }),
    el(
      'dd',
      {},
      el('code', { text: endpoint }),
      copyButton(t('Copy the address for {0}', name), () => endpoint),
    ),
  ];
}
