/** Sub-agents whose run ended and left nothing for who had asked them. */
import type { AgentSpan } from '../../protocol/agentModel';
import type { Finding } from '../../protocol/review';
import type { SpanNode } from '../spanNode';
import { oncePerTrace } from '../traceTree';
import type { TurnNodes } from '../turnNodes';
import { counted, figure, finding, quoted } from './finding';
import type { ReviewFacts, ReviewRule } from './facts';

/** What programs write for nothing. */
const EMPTY = /^\s*(?:""|''|null|none|undefined|\{\}|\[\])?\s*$/i;

type AgentNode = SpanNode & { span: AgentSpan };

const runsOf = oncePerTrace(({ preorder }) =>
  preorder.filter((node): node is AgentNode => node.span?.kind === 'agent'),
);

export const unfinishedAgentFindings: ReviewRule = (facts) => {
  // Spans arrive when they end; of a live session something may still come.
  if (facts.live) return [];
  const lastTurns = new Map<SpanNode, TurnNodes>();
  for (const each of facts.analysis.list.turns) {
    if (each.model.actor) lastTurns.set(each.model.actor, each);
  }
  return facts.analysis.tree.traces
    .flatMap(runsOf)
    .filter(isSubAgent)
    .flatMap((node) => {
      const reason = reasonOf(node, lastTurns.get(node));
      return reason === null ? [] : [unfinished(node, reason, facts)];
    });
};

/** Of another name than the agent around it, or run by a tool: frameworks nest spans of one run. */
function isSubAgent(node: SpanNode): boolean {
  let outer = node.actor;
  if (outer === null) return false;
  const isByTool = outer.span?.kind === 'tool';
  while (outer && outer.span?.kind !== 'agent') outer = outer.actor;
  return isByTool || (outer !== null && outer.agent !== node.agent);
}

function reasonOf({ span, actor }: AgentNode, last: TurnNodes | undefined): string | null {
  if (span.status === 'error' || span.errorClass !== null || span.errorMessage !== null) {
    const why = span.errorMessage ?? span.errorClass;
    return why === null ? 'its run failed' : `its run failed: ${quoted(why)}`;
  }
  if (last && last.turn.error !== null) return `its last model call failed (${quoted(last.turn.error)})`;
  if (last?.turn.finishReason === 'length') return 'its last answer was cut off by the output limit';
  const result = actor?.span?.kind === 'tool' ? actor.span.tool?.result : null;
  if (result !== null && result !== undefined && EMPTY.test(result)) return 'what it gave back is empty';
  return null;
}

function unfinished(node: AgentNode, reason: string, { analysis }: ReviewFacts): Finding {
  const name = node.agent ?? node.span.name;
  const turn = analysis.turnOf(node.ref) ?? null;
  const turns = analysis.list.turns.filter(({ model }) => model.actor === node).length;
  return finding({
    kind: 'unfinished-agent',
    severity: 'warning',
    key: node.ref.spanId,
    agent: name,
    subject: name,
    sentence: `The sub-agent ${name} ended without a result ${turns === 0 ? 'before its first turn' : `after ${counted(turns, 'turn')}`}: ${reason}.`,
    advice:
      'Let the sub-agent report what it found even when it fails, and let the agent that asked check for a missing result.',
    figures: [figure('turns', turns), figure('durationMs', node.span.durationMs, 'ms')],
    evidence: [{ ...node.ref, turn, label: name }],
  });
}
