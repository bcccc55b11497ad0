/** What an agent did in this session, and whom it worked for and with. */
import type { AgentSummary } from '../../src/protocol/agents';
import { el, type Child } from '../dom';
import { formatDuration, formatTokens, formatUsd } from '../figures';
import { formatCount, t } from '../l10n';
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
    linkButton(agent.name ?? t('no agent'), () => {
      view.actions.select(agent);
    });
  const input = usage.input === null ? null : t('{0} in', formatTokens(usage.input));
  const output = usage.output === null ? null : t('{0} out', formatTokens(usage.output));
  const rows: [string, Child][] = [
    [t('Runs'), calls > 1 ? t('{0}, {1} together', formatCount(calls), formatDuration(durationMs)) : null],
    [t('Turns'), formatCount(turns)],
    [t('Tool calls'), formatCount(toolCalls)],
    [t('Failed calls'), formatCount(errors)],
    [t('Tokens'), [input, output].filter((part) => part !== null).join(' · ') || t('not reported')],
    [t('Cost'), costUsd === null ? t('unknown') : formatUsd(costUsd)],
    [t('Works for'), parent && link(parent)],
    [t('Sub-agents'), children.length === 0 ? null : links(children.map(link))],
    [
      t('Hands over to'),
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
  return section(
    summary.name === null ? t('What it did itself') : t('What {0} did itself', summary.name),
    facts(rows),
  );
}

function links(all: readonly HTMLElement[]): HTMLElement {
  const rest = all.length - MAX_LINKS;
  return el(
    'span',
    { class: 'link-list' },
    ...all.slice(0, MAX_LINKS),
    rest > 0 ? el('span', { class: 'dim', text: t('and {0} more', formatCount(rest)) }) : null,
  );
}
