/** The first thing to know of a span: what failed, what a tool was given and gave, what a model call took. */
import type { AgentSpan } from '../../src/protocol/agentModel';
import type { CostSource } from '../../src/protocol/turns';
import { el, type Child } from '../dom';
import { formatDuration, formatShare, formatTokens, formatUsd } from '../figures';
import { formatCount, t } from '../l10n';
import { linkButton } from '../ui/toolkit';
import type { Section } from '../ui/sections';
import { agentSections } from './agentSection';
import { failureSections } from './failureSection';
import { absent, facts, section } from './parts';
import type { SpanView } from './spanView';
import { textSection, treePart } from './valuePart';

export async function overviewSections(view: SpanView): Promise<Section[]> {
  const { span } = view.details;
  const content = [
    ...(span.tool ? toolSections(view, span.tool) : []),
    ...(span.model ? modelSections(view, span.model) : []),
    ...(span.handoff ? [handoffSection(span.handoff)] : []),
    ...(await agentSections(view)),
    ...(span.userMessage === null
      ? []
      : [
          textSection(view, {
            heading: t('User message'),
            text: span.userMessage,
            path: ['span', 'userMessage'],
            prose: true,
          }),
        ]),
  ];
  return [
    ...failureSections(view),
    ...content,
    timingSection(view),
    // Of what the agent model knows nothing more, the attributes are what there is to see.
    ...(content.length === 0 ? attributesSection(view) : []),
  ];
}

function attributesSection(view: SpanView): Section[] {
  const { attributes } = view.details.raw;
  if (Object.keys(attributes).length === 0) return [];
  return [
    {
      key: 'attributes',
      state: [attributes, view.details.cut],
      build: () =>
        treePart(view, {
          heading: t('Attributes'),
          value: attributes,
          where: (path) => ['raw', 'attributes', ...path],
          name: 'overview attributes',
        }),
    },
  ];
}

type ToolFacts = NonNullable<AgentSpan['tool']>;

function toolSections(view: SpanView, tool: ToolFacts): Section[] {
  const content = (heading: string, key: 'arguments' | 'result', whyNot: string): Section => {
    const text = tool[key];
    return text === null
      ? missingSection(heading, whyNot)
      : textSection(view, { heading, text, path: ['span', 'tool', key] });
  };
  const { contentSwitch } = view.details.emitter;
  return [
    content(t('Arguments'), 'arguments', t('The arguments were not recorded. {0}', contentSwitch)),
    content(t('Result'), 'result', withoutResult(view, tool)),
    ...askedBy(view, tool.callId),
  ];
}

/** Why a tool has no result: mostly because it gave none. */
function withoutResult({ details: { emitter, raw } }: SpanView, { status }: ToolFacts): string {
  if (status === 'denied') return t('None: the call was not allowed.');
  if (status === 'cancelled') return t('None: the call was cancelled.');
  if (status !== 'ok') return t('None: the call failed.');
  if (raw.endTimeUnixNano === '0') return t('None yet: the call has not finished.');
  return t('The result was not recorded. {0}', emitter.contentSwitch);
}

function missingSection(heading: string, text: string): Section {
  return { key: heading, state: ['missing', text], build: () => section(heading, absent(text)) };
}

/** The model call that asked for the tool. */
function askedBy(view: SpanView, callId: string | null): Section[] {
  const turn = view.index.turnOfSpan.get(view.key);
  if (!turn) return [];
  const call = turn.toolCalls.find(({ spanId, traceId }) => `${traceId}:${spanId}` === view.key);
  const attempt = call && call.attempt > 1 ? t('attempt {0}', call.attempt) : null;
  const waited =
    call && call.waitedMs > 0 ? t('waited {0} for a person', formatDuration(call.waitedMs)) : null;
  const more = [attempt, waited, callId].filter((part) => part !== null).join(' · ');
  return [
    {
      key: 'asked',
      state: [turn.index, turn.spanId, more],
      build: () =>
        section(
          t('Asked for by'),
          el(
            'p',
            { class: 'line' },
            linkButton(
              turn.model === null ? t('Turn {0}', turn.index) : t('Turn {0}, {1}', turn.index, turn.model),
              () => {
                view.actions.select(turn);
              },
            ),
            more === '' ? null : el('span', { class: 'dim', text: ` ${more}` }),
          ),
        ),
    },
  ];
}

/** Where a cost comes from, behind it. */
const COST_SOURCE: Readonly<Record<NonNullable<CostSource>, string>> = {
  emitter: t('as the agent reports it'),
  override: t('by your prices'),
  'price-table': t('from the price table'),
};

type ModelUsage = NonNullable<AgentSpan['model']>['usage'];

function modelSections(view: SpanView, model: NonNullable<AgentSpan['model']>): Section[] {
  const turn = view.index.turnOfSpan.get(view.key);
  const cost = turn?.costUsd ?? model.reportedCostUsd;
  const source = turn?.costSource ? COST_SOURCE[turn.costSource] : null;
  const names = [model.requestModel, model.responseModel].filter((name) => name !== null);
  const rows: [string, Child][] = [
    [t('Model'), [...new Set(names)].join(' → ') || null],
    [t('Provider'), model.provider],
    [t('Finished'), model.finishReason === 'length' ? t('length: the answer was cut') : model.finishReason],
    [
      t('First token'),
      model.timeToFirstTokenMs === null ? null : t('after {0}', formatDuration(model.timeToFirstTokenMs)),
    ],
    [t('Tools'), turn && view.turn && turn.modelDurationMs < turn.durationMs ? toolTime(turn) : null],
    [
      t('Attempt'),
      turn && view.turn && turn.attempt > 1
        ? t('{0}, after turn {1} failed', turn.attempt, turn.retryOf ?? '?')
        : null,
    ],
    [t('Answer id'), model.responseId],
  ];
  return [
    {
      key: 'model',
      state: [rows, cost, source, model.usage],
      build: () =>
        section(
          t('Model call'),
          isUnknown(model.usage, cost)
            ? absent(t('The agent reports neither tokens nor cost of this call.'))
            : usageTable(model.usage, cost, source),
          facts(rows),
        ),
    },
  ];
}

function isUnknown({ input, output, total }: ModelUsage, cost: number | null): boolean {
  return input === null && output === null && total === null && cost === null;
}

function toolTime({ durationMs, modelDurationMs }: { durationMs: number; modelDurationMs: number }): string {
  return t('{0} of this span went to tools and people', formatDuration(durationMs - modelDurationMs));
}

/** Input and output with what is part of them, as the bars of the turns chart have it. */
function usageTable(usage: ModelUsage, cost: number | null, source: string | null): HTMLElement {
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
            title: tokens === null ? '' : formatCount(tokens),
          }),
          el('td', {
            class: 'dim',
            text: whole === null || whole === 0 || tokens === null ? '' : formatShare(tokens / whole),
          }),
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
        el('th', { text: t('Tokens'), attrs: { scope: 'col' } }),
        el('th', { text: formatTokens(total), attrs: { scope: 'col' }, title: t('All tokens of the call') }),
        el('th', { attrs: { scope: 'col' } }, el('span', { class: 'visually-hidden', text: t('Share') })),
      ),
    ),
    el(
      'tbody',
      {},
      row(t('Input'), input, null),
      row(t('Fresh'), fresh, input, 'input'),
      row(t('Cache read'), cacheRead, input, 'cache-read'),
      row(t('Cache write'), cacheWrite, input, 'cache-write'),
      row(t('Output'), output, null),
      row(t('Reasoning'), reasoning, output, 'reasoning'),
      el(
        'tr',
        { class: 'is-sum' },
        el('th', { text: t('Cost'), attrs: { scope: 'row' } }),
        el('td', { text: formatUsd(cost) }),
        el('td', { class: 'dim', text: cost === null ? '' : (source ?? '') }),
      ),
    ),
  );
}

function handoffSection({ from, to }: NonNullable<AgentSpan['handoff']>): Section {
  return {
    key: 'handoff',
    state: [from, to],
    build: () =>
      section(
        t('Hand-off'),
        facts([
          [t('From'), from],
          [t('To'), to],
        ]),
      ),
  };
}

function timingSection({ details: { span, raw }, index }: SpanView): Section {
  const open = raw.endTimeUnixNano === '0';
  const sinceStart = span.startTime - index.session.summary.startTime;
  const rows: [string, string | null][] = [
    [t('Started'), localTime(span.startTime)],
    [t('In the session'), sinceStart > 0 ? t('after {0}', formatDuration(sinceStart)) : t('at its start')],
    [t('Took'), open ? t('not finished') : formatDuration(span.durationMs)],
    [t('Service'), span.service],
  ];
  return { key: 'timing', state: rows, build: () => section(t('Timing'), facts(rows)) };
}

/** On the clock of whoever looks, as agents' own logs have it: "2026-03-03 10:30:06.400". */
function localTime(time: number): string {
  const minutesWest = new Date(time).getTimezoneOffset();
  return new Date(time - minutesWest * 60_000).toISOString().replace('T', ' ').replace('Z', '');
}
