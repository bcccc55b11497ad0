/** What an agent did in this session, and whom it worked for and with. */
import type { AgentSummary } from '../../src/protocol/agents';
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';
import { el, type Child } from '../dom';
import type { Section } from '../ui/sections';
import { linkButton } from '../ui/toolkit';
import { facts, section } from './parts';
import type { SpanView } from './spanView';

/** Sub-agents and hand-offs that are named; more are counted. */
const MAX_LINKS = 12;

/** Of the agent whose run this span is; none where nothing is known of it. */
export async function agentSections(view: SpanView): Promise<Section[]> {
  const { kind, agent } = view.details.span;
  if (kind !== 'agent' || agent === null) return [];
  const agents = await view.data.agents();
  const place = agents.findIndex((each) => `${each.traceId}:${each.spanId}` === view.key);
  const summary = agents[place] ?? agents.find(({ name }) => name === agent);
  if (!summary) return [];
  const own = agents.indexOf(summary);
  const parts = {
    summary,
    parent: summary.parentIndex === null ? null : (agents[summary.parentIndex] ?? null),
    children: agents.filter(({ parentIndex }) => parentIndex === own),
  };
  return [{ key: 'agent', state: parts, build: () => agentPart(view, parts) }];
}

interface AgentParts {
  summary: AgentSummary;
  parent: AgentSummary | null;
  children: readonly AgentSummary[];
}

function agentPart(view: SpanView, { summary, parent, children }: AgentParts): HTMLElement {
  const { calls, turns, toolCalls, errors, usage, costUsd, durationMs, handoffs } = summary;
  const link = (agent: AgentSummary) =>
    linkButton(agent.name ?? 'no agent', () => {
      view.actions.select(agent);
    });
  const input = usage.input === null ? null : `${formatTokens(usage.input)} in`;
  const output = usage.output === null ? null : `${formatTokens(usage.output)} out`;
  const rows: [string, Child][] = [
    ['Runs', calls > 1 ? `${calls.toLocaleString('en-US')}, ${formatDuration(durationMs)} together` : null],
    ['Turns', turns.toLocaleString('en-US')],
    ['Tool calls', toolCalls.toLocaleString('en-US')],
    ['Failed calls', errors.toLocaleString('en-US')],
    ['Tokens', [input, output].filter((part) => part !== null).join(' · ') || 'not reported'],
    ['Cost', costUsd === null ? 'unknown' : formatUsd(costUsd)],
    ['Works for', parent && link(parent)],
    ['Sub-agents', children.length === 0 ? null : links(children.map(link))],
    [
      'Hands over to',
      handoffs.length === 0
        ? null
        : links(
            handoffs.map((handoff) =>
              linkButton(handoff.to, () => {
                view.actions.select(handoff);
              }),
            ),
          ),
    ],
  ];
  return section(`What ${summary.name ?? 'it'} did itself`, facts(rows));
}

function links(all: readonly HTMLElement[]): HTMLElement {
  const rest = all.length - MAX_LINKS;
  return el(
    'span',
    { class: 'link-list' },
    ...all.slice(0, MAX_LINKS),
    rest > 0 ? el('span', { class: 'dim', text: `and ${rest.toLocaleString('en-US')} more` }) : null,
  );
}
