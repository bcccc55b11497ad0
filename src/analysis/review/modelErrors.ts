/** Requests to a model that failed, and whose fault that was. */
import type { Finding } from '../../protocol/review';
import type { ModelErrorClass, Turn } from '../../protocol/turns';
import type { TurnNodes } from '../turnNodes';
import { recoveredTurns, threadsOf, type ReviewRule } from './facts';
import { counted, figure, finding, quoted, turnEvidence, turnList } from './finding';

type Side = 'provider' | 'agent' | 'unknown';

/** Who has to change something: what the provider could not do, and what was asked of it wrongly. */
const SIDES: Record<ModelErrorClass, Side> = {
  rate_limited: 'provider',
  timeout: 'provider',
  overloaded: 'provider',
  network: 'provider',
  server: 'provider',
  context_length: 'agent',
  auth: 'agent',
  invalid_request: 'agent',
  content_filter: 'agent',
  other: 'unknown',
};

const WORDS: Record<ModelErrorClass, string> = {
  rate_limited: 'rate limit',
  timeout: 'timeout',
  overloaded: 'provider overloaded',
  network: 'no connection',
  server: 'failure inside of the provider',
  context_length: 'context too long for the model',
  auth: 'key or permission refused',
  invalid_request: 'invalid request',
  content_filter: 'content filter',
  other: 'unknown reason',
};

const ADVICE: Record<ModelErrorClass, string> = {
  rate_limited:
    'Send fewer requests at once, wait as long as the provider asks, or get a higher limit from it.',
  timeout: 'Allow more time, ask for less output, or stream the answer.',
  overloaded: 'Retry with growing pauses, and have another model or provider to fall back to.',
  network: 'Check the connection, the proxy and the address of the provider.',
  server: 'Retry with growing pauses, and look at the provider’s status page if it goes on.',
  context_length: 'Compact the history or shorten tool results before they fill the context window.',
  auth: 'Check the API key, what it may be used for, and whether the account is paid.',
  invalid_request:
    'Read what the provider says of the request: a parameter, a model’s name or a message is not as it expects.',
  content_filter:
    'See what in the prompt or the answer was blocked, and whether the agent can say so to its user.',
  other: 'Open the failed calls and read the provider’s message.',
};

export const modelErrorFindings: ReviewRule = ({ analysis, live }) => {
  const failed = analysis.list.turns.filter(({ turn }) => turn.error !== null);
  if (failed.length === 0) return [];
  const recovered = recoveredTurns(analysis.turns);
  const lastOfThread = new Set(threadsOf(analysis.list).map(({ turns }) => turns.at(-1)!.turn.index));
  return (['provider', 'agent', 'unknown'] as const).flatMap((side) => {
    const nodes = failed.filter(({ turn }) => SIDES[turn.errorClass ?? 'other'] === side);
    return nodes.length === 0 ? [] : [sideFinding(side, nodes, { recovered, lastOfThread, live })];
  });
};

function sideFinding(
  side: Side,
  nodes: readonly TurnNodes[],
  { recovered, lastOfThread, live }: { recovered: Set<number>; lastOfThread: Set<number>; live: boolean },
): Finding {
  const turns = nodes.map(({ turn }) => turn);
  const isRecovered = turns.every(({ index }) => recovered.has(index));
  const endedWithIt = !live && turns.some(({ index }) => lastOfThread.has(index));
  const classes = classesOf(turns);
  const message = nodes.find(({ model }) => model.span!.errorMessage !== null)?.model.span!.errorMessage;
  const models = [...new Set(turns.map(({ model }) => model ?? 'the model'))].slice(0, 3).join(', ');
  const requests = `${counted(turns.length, 'request')} to ${models}`;
  const where = turnList(turns.map(({ index }) => index));
  const reasons = classes.map(([name, count]) =>
    classes.length === 1 ? WORDS[name] : `${count} × ${WORDS[name]}`,
  );
  const what = {
    provider: `The provider could not answer ${requests} (${where}): ${reasons.join(', ')}.`,
    agent: `The provider refused ${requests} (${where}): ${reasons.join(', ')}.`,
    unknown: `${requests} failed (${where})${message == null ? ', and nothing says why' : ''}.`,
  }[side];
  return finding({
    kind: 'model-error',
    severity: isRecovered ? 'info' : endedWithIt ? 'critical' : 'warning',
    key: side,
    agent: turns[0]!.agent,
    subject: turns[0]!.model,
    sentence:
      what +
      (message == null ? '' : ` The message was: ${quoted(message)}.`) +
      (isRecovered
        ? ' The same request was answered later.'
        : endedWithIt
          ? ' The agent’s run ended with it.'
          : ''),
    advice: ADVICE[classes[0]![0]],
    figures: [figure('failures', turns.length), ...classes.map(([name, count]) => figure(name, count))],
    evidence: turns.map((turn) => turnEvidence(turn)),
  });
}

/** The most frequent first. */
function classesOf(turns: readonly Turn[]): [ModelErrorClass, number][] {
  const counts = new Map<ModelErrorClass, number>();
  for (const { errorClass } of turns)
    counts.set(errorClass ?? 'other', (counts.get(errorClass ?? 'other') ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
