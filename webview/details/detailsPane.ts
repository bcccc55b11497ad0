/** Everything about the selected span: where it stands, its source, its content, and what was received. */
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';
import type { AgentSpan } from '../../src/protocol/agentModel';
import { messageOf } from '../../src/protocol/rpc';
import type { JsonValue, SpanDetails } from '../../src/protocol/spans';
import type { CostSource } from '../../src/protocol/turns';
import type { SpanRef } from '../../src/protocol/units';
import type { Child } from '../dom';
import { el } from '../dom';
import { keyOf } from '../flame/frameIndex';
import { KIND_NAME } from '../session/kindNames';
import type { SessionData } from '../session/sessionData';
import type { SessionIndex } from '../session/sessionIndex';
import { Tabs } from '../ui/tabs';
import { jsonTree, textOrJson } from './jsonTree';
import { sourceLine } from './sourceLine';

export class DetailsPane {
  readonly element: HTMLElement;
  private readonly head = el('div', { class: 'details-head' });
  private readonly tabs = new Tabs('Span', 'overview');
  private selected: SpanRef | null = null;
  private shown = '';

  constructor(
    private readonly data: SessionData,
    private index: SessionIndex,
  ) {
    this.element = el('aside', { class: 'details', attrs: { 'aria-label': 'Details' } });
    this.showHint();
  }

  setIndex(index: SessionIndex): void {
    this.index = index;
  }

  /** Shows a span; asks again when the same one is set again, and redraws only what changed. */
  async show(ref: SpanRef | null): Promise<void> {
    const same = ref && this.selected && keyOf(ref) === keyOf(this.selected);
    this.selected = ref;
    if (!ref) {
      this.showHint();
      return;
    }
    try {
      const details = await this.data.details(ref);
      if (this.selected === ref) this.render(ref, details);
    } catch (error) {
      if (this.selected === ref && !same) this.showFailure(error);
    }
  }

  private showHint(): void {
    this.shown = '';
    this.element.replaceChildren(
      el(
        'div',
        { class: 'details-hint' },
        el('p', { text: 'Select a frame or a turn to see what it did.' }),
        el('p', { text: 'Click, or press an arrow key.' }),
      ),
    );
  }

  private showFailure(error: unknown): void {
    this.shown = '';
    this.element.replaceChildren(
      el(
        'div',
        { class: 'details-hint' },
        el('p', { text: 'This span is not here to show.' }),
        el('p', { text: messageOf(error) }),
      ),
    );
  }

  private render(ref: SpanRef, details: SpanDetails): void {
    const { span } = details;
    const where = placeInRun(details, this.index);
    // A session that grows asks again and again: what is folded open must stay so.
    const text = JSON.stringify([details, where]);
    if (text === this.shown) return;
    this.shown = text;
    this.head.replaceChildren(
      el(
        'h2',
        {},
        el('span', { class: `kind-dot kind-${span.kind}`, attrs: { 'aria-hidden': 'true' } }),
        title(span),
      ),
      el('p', { class: 'where', text: where }),
      sourceLine(
        span,
        () => this.data.findSource(ref),
        () => this.data.openSource(ref),
      ),
    );
    this.element.replaceChildren(this.head, this.tabs.list, this.tabs.panel);
    this.tabs.set([
      { id: 'overview', title: 'Overview', content: () => overview(details, this.index) },
      { id: 'attributes', title: 'Attributes', content: () => attributes(details) },
      { id: 'raw', title: 'Raw', content: () => jsonTree(details.raw as unknown as JsonValue) },
    ]);
  }
}

function title(span: AgentSpan): string {
  return span.tool?.name ?? span.name;
}

/** "tool · turn 9 · call 3 of 6 in this loop · researcher · 812ms · ok". */
function placeInRun(details: SpanDetails, index: SessionIndex): string {
  const { span, turn, loop } = details;
  const model = span.model ? (span.model.responseModel ?? span.model.requestModel) : null;
  const step = span.tool ? 'call' : 'iteration';
  const knownLoop = loop && (index.loop(loop.id)?.iterations ?? loop.iterations);
  return [
    KIND_NAME[span.kind],
    model,
    turn === null ? null : `turn ${turn}`,
    loop ? `${step} ${loop.iteration} of ${knownLoop} in this loop` : null,
    span.agent,
    formatDuration(span.durationMs),
    outcome(span),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function outcome(span: AgentSpan): string {
  if (span.tool) return span.tool.status.replace('_', ' ');
  return span.status === 'error' ? 'error' : 'ok';
}

function overview(details: SpanDetails, index: SessionIndex): Node {
  const { span } = details;
  const parts: Child[] = [failure(details)];
  if (span.tool) parts.push(...toolCall(span.tool));
  if (span.model) parts.push(...modelCall(span, index));
  if (span.userMessage !== null) {
    parts.push(section('User message', el('pre', { class: 'text', text: span.userMessage })));
  }
  parts.push(timing(details));
  if (details.raw.events.length > 0) parts.push(section('Events', events(details)));
  return el('div', {}, ...parts);
}

function failure({ span, raw }: SpanDetails): HTMLElement | null {
  const failed = span.status === 'error' || span.errorClass !== null || span.tool?.errorClass;
  if (!failed) return null;
  const heading = span.errorClass ?? span.tool?.errorClass ?? 'Failed';
  const message = span.errorMessage ?? raw.statusMessage;
  return el(
    'div',
    { class: 'failure' },
    el('b', { text: `✕ ${heading}` }),
    message ? el('pre', { class: 'text', text: message }) : null,
  );
}

function toolCall(tool: NonNullable<AgentSpan['tool']>): Child[] {
  const content = (text: string | null, what: string) =>
    text === null
      ? el('p', { class: 'absent', text: `The ${what} not captured: turn on content capture in the agent.` })
      : textOrJson(text);
  return [
    section('Arguments', content(tool.arguments, 'arguments were')),
    section('Result', content(tool.result, 'result was')),
  ];
}

/** Where a cost comes from, behind it. */
const COST_SOURCE: Readonly<Record<NonNullable<CostSource>, string>> = {
  emitter: ' (as the agent reports it)',
  override: ' (by your prices)',
  'price-table': ' (from the price table)',
};

function modelCall(span: AgentSpan, index: SessionIndex): Child[] {
  const { model } = span;
  if (!model) return [];
  const turn = index.turnOfSpan.get(keyOf(span));
  const { usage } = model;
  const cost = turn?.costUsd ?? model.reportedCostUsd;
  const source = turn?.costSource ? COST_SOURCE[turn.costSource] : '';
  const rows: [string, string | null][] = [
    ['Input', `${formatTokens(usage.input)} tokens`],
    ['Cache read', usage.cacheRead === null ? null : formatTokens(usage.cacheRead)],
    ['Cache write', usage.cacheWrite === null ? null : formatTokens(usage.cacheWrite)],
    ['Output', `${formatTokens(usage.output)} tokens`],
    ['Reasoning', usage.reasoning === null ? null : formatTokens(usage.reasoning)],
    ['Cost', `${formatUsd(cost)}${cost === null ? '' : source}`],
    ['First token', model.timeToFirstTokenMs === null ? null : formatDuration(model.timeToFirstTokenMs)],
    ['Finished', model.finishReason === 'length' ? 'length: the answer was cut' : model.finishReason],
    [
      'Model',
      [model.provider, model.responseModel ?? model.requestModel].filter(Boolean).join(' · ') || null,
    ],
  ];
  return [section('Model call', facts(rows))];
}

function timing({ span, raw }: SpanDetails): HTMLElement {
  const open = raw.endTimeUnixNano === '0';
  return section(
    'Timing',
    facts([
      ['Started', new Date(span.startTime).toISOString().replace('T', ' ').replace('Z', ' UTC')],
      ['Took', open ? 'not finished' : formatDuration(span.durationMs)],
      ['Service', span.service],
    ]),
  );
}

function events({ span, raw }: SpanDetails): HTMLElement {
  return el(
    'ul',
    { class: 'events' },
    ...raw.events.map((event) =>
      el(
        'li',
        {},
        el('b', { text: event.name }),
        el('span', { class: 'dim', text: ` +${formatDuration(Math.max(0, event.time - span.startTime))}` }),
        Object.keys(event.attributes).length > 0 ? jsonTree(event.attributes) : null,
      ),
    ),
  );
}

function attributes({ raw }: SpanDetails): Node {
  const dropped = [
    [raw.droppedAttributesCount, 'attributes'],
    [raw.droppedEventsCount, 'events'],
    [raw.droppedLinksCount, 'links'],
  ] as const;
  const lost = dropped.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const scope = { name: raw.scope.name, version: raw.scope.version, ...raw.scope.attributes };
  return el(
    'div',
    {},
    lost.length > 0
      ? el('p', { class: 'absent', text: `Dropped by the agent’s SDK: ${lost.join(', ')}.` })
      : null,
    section('Span', table(raw.attributes)),
    raw.links.length > 0 ? section('Links', jsonTree(raw.links as unknown as JsonValue)) : null,
    section('Resource', table(raw.resource)),
    section('Scope', table(scope)),
  );
}

/** Attributes as name and value; structured values fold. */
function table(values: Record<string, JsonValue>): HTMLElement {
  const entries = Object.entries(values).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return el('p', { class: 'absent', text: 'None.' });
  return el(
    'dl',
    { class: 'attributes' },
    ...entries.flatMap(([name, value]) => [
      el('dt', { text: name }),
      el('dd', {}, typeof value === 'string' ? textOrJson(value) : jsonTree(value)),
    ]),
  );
}

function facts(rows: readonly (readonly [string, string | null])[]): HTMLElement {
  return el(
    'dl',
    { class: 'facts' },
    ...rows.flatMap(([name, value]) =>
      value === null ? [] : [el('dt', { text: name }), el('dd', { text: value })],
    ),
  );
}

function section(heading: string, content: Node): HTMLElement {
  return el('section', { class: 'details-section' }, el('h3', { text: heading }), content);
}
