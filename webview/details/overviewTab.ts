/** The first thing to know of a span: what failed, what a tool was given and gave, what a model call took. */
import type { AgentSpan } from '../../src/protocol/agentModel';
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';
import type { CostSource } from '../../src/protocol/turns';
import { el, type Child } from '../dom';
import { linkButton } from '../ui/toolkit';
import type { Section } from '../ui/sections';
import { failureSections } from './failureSection';
import { absent, facts, section } from './parts';
import type { SpanView } from './spanView';
import { textSection } from './valuePart';

export function overviewSections(view: SpanView): Section[] {
  const { span } = view.details;
  return [
    ...failureSections(view),
    ...(span.tool ? toolSections(view, span.tool) : []),
    ...(span.model ? modelSections(view, span.model) : []),
    ...(span.handoff ? [handoffSection(span.handoff)] : []),
    ...(span.userMessage === null
      ? []
      : [
          textSection(view, {
            heading: 'User message',
            text: span.userMessage,
            path: ['span', 'userMessage'],
          }),
        ]),
    timingSection(view),
  ];
}

function toolSections(view: SpanView, tool: NonNullable<AgentSpan['tool']>): Section[] {
  const content = (heading: string, text: string | null, key: 'arguments' | 'result'): Section =>
    text === null
      ? missingSection(
          view,
          heading,
          `The ${key === 'result' ? 'result was' : 'arguments were'} not recorded.`,
        )
      : textSection(view, { heading, text, path: ['span', 'tool', key] });
  return [
    content('Arguments', tool.arguments, 'arguments'),
    content('Result', tool.result, 'result'),
    ...askedBy(view, tool.callId),
  ];
}

function missingSection(view: SpanView, heading: string, text: string): Section {
  const { contentSwitch } = view.details.emitter;
  return {
    key: heading,
    state: ['missing', contentSwitch],
    build: () => section(heading, absent(`${text} ${contentSwitch}`)),
  };
}

/** The model call that asked for the tool. */
function askedBy(view: SpanView, callId: string | null): Section[] {
  const turn = view.index.turnOfSpan.get(view.key);
  if (!turn) return [];
  const call = turn.toolCalls.find(({ spanId, traceId }) => `${traceId}:${spanId}` === view.key);
  const attempt = call && call.attempt > 1 ? `attempt ${call.attempt}` : null;
  const waited = call && call.waitedMs > 0 ? `waited ${formatDuration(call.waitedMs)} for a person` : null;
  const more = [attempt, waited, callId].filter((part) => part !== null).join(' · ');
  return [
    {
      key: 'asked',
      state: [turn.index, turn.spanId, more],
      build: () =>
        section(
          'Asked for by',
          el(
            'p',
            { class: 'line' },
            linkButton(`Turn ${turn.index}${turn.model === null ? '' : `, ${turn.model}`}`, () => {
              view.actions.select(turn);
            }),
            more === '' ? null : el('span', { class: 'dim', text: ` ${more}` }),
          ),
        ),
    },
  ];
}

/** Where a cost comes from, behind it. */
const COST_SOURCE: Readonly<Record<NonNullable<CostSource>, string>> = {
  emitter: 'as the agent reports it',
  override: 'by your prices',
  'price-table': 'from the price table',
};

function modelSections(view: SpanView, model: NonNullable<AgentSpan['model']>): Section[] {
  const turn = view.index.turnOfSpan.get(view.key);
  const cost = turn?.costUsd ?? model.reportedCostUsd;
  const source = turn?.costSource ? COST_SOURCE[turn.costSource] : null;
  const names = [model.requestModel, model.responseModel].filter((name) => name !== null);
  const rows: [string, Child][] = [
    ['Model', [...new Set(names)].join(' → ') || null],
    ['Provider', model.provider],
    ['Finished', model.finishReason === 'length' ? 'length: the answer was cut' : model.finishReason],
    [
      'First token',
      model.timeToFirstTokenMs === null ? null : `after ${formatDuration(model.timeToFirstTokenMs)}`,
    ],
    ['Tools', turn && view.turn && turn.modelDurationMs < turn.durationMs ? toolTime(turn) : null],
    [
      'Attempt',
      turn && view.turn && turn.attempt > 1
        ? `${turn.attempt}, after turn ${turn.retryOf ?? '?'} failed`
        : null,
    ],
    ['Answer id', model.responseId],
  ];
  return [
    {
      key: 'model',
      state: [rows, cost, source, model.usage],
      build: () => section('Model call', usageTable(model.usage, cost, source), facts(rows)),
    },
  ];
}

function toolTime({ durationMs, modelDurationMs }: { durationMs: number; modelDurationMs: number }): string {
  return `${formatDuration(durationMs - modelDurationMs)} of this span went to tools and people`;
}

/** Input and output with what is part of them, as the bars of the turns chart have it. */
function usageTable(
  usage: NonNullable<AgentSpan['model']>['usage'],
  cost: number | null,
  source: string | null,
): HTMLElement {
  const { input, cacheRead, cacheWrite, output, reasoning, total } = usage;
  const fresh =
    input === null || (cacheRead === null && cacheWrite === null)
      ? null
      : Math.max(0, input - (cacheRead ?? 0) - (cacheWrite ?? 0));
  const row = (name: string, tokens: number | null, whole: number | null, part?: string) =>
    tokens === null && part !== undefined
      ? null
      : el(
          'tr',
          { class: part === undefined ? 'is-sum' : 'is-part' },
          el(
            'th',
            { attrs: { scope: 'row' } },
            part === undefined
              ? null
              : el('span', { class: `swatch part-${part}`, attrs: { 'aria-hidden': 'true' } }),
            name,
          ),
          el('td', {
            text: formatTokens(tokens),
            title: tokens === null ? '' : tokens.toLocaleString('en-US'),
          }),
          el('td', { class: 'dim', text: whole === null || tokens === null ? '' : percent(tokens, whole) }),
        );
  return el(
    'table',
    { class: 'usage' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { text: 'Tokens', attrs: { scope: 'col' } }),
        el('th', { text: formatTokens(total), attrs: { scope: 'col' }, title: 'All tokens of the call' }),
        el('th', { attrs: { scope: 'col', 'aria-label': 'Share' } }),
      ),
    ),
    el(
      'tbody',
      {},
      row('Input', input, null),
      row('Fresh', fresh, input, 'input'),
      row('Cache read', cacheRead, input, 'cache-read'),
      row('Cache write', cacheWrite, input, 'cache-write'),
      row('Output', output, null),
      row('Reasoning', reasoning, output, 'reasoning'),
      el(
        'tr',
        { class: 'is-sum' },
        el('th', { text: 'Cost', attrs: { scope: 'row' } }),
        el('td', { text: formatUsd(cost) }),
        el('td', { class: 'dim', text: cost === null ? '' : (source ?? '') }),
      ),
    ),
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part / whole) * 100)} %`;
}

function handoffSection({ from, to }: NonNullable<AgentSpan['handoff']>): Section {
  return {
    key: 'handoff',
    state: [from, to],
    build: () =>
      section(
        'Hand-off',
        facts([
          ['From', from],
          ['To', to],
        ]),
      ),
  };
}

function timingSection({ details: { span, raw } }: SpanView): Section {
  const open = raw.endTimeUnixNano === '0';
  const rows: [string, string | null][] = [
    ['Started', new Date(span.startTime).toISOString().replace('T', ' ').replace('Z', ' UTC')],
    ['Took', open ? 'not finished' : formatDuration(span.durationMs)],
    ['Service', span.service],
  ];
  return { key: 'timing', state: rows, build: () => section('Timing', facts(rows)) };
}
