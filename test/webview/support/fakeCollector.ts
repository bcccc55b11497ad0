/** The collector's side of a panel, on spans in memory: the real analysis, no store, no network. */
import { contextGrowth } from '../../../src/analysis/contextGrowth';
import { promptDiff } from '../../../src/analysis/promptDiff';
import type { Baseline } from '../../../src/analysis/review/baseline';
import { reviewSession } from '../../../src/analysis/review/review';
import { statisticsOf } from '../../../src/analysis/statistics';
import { summariseAgents } from '../../../src/analysis/agents';
import { SessionFrames } from '../../../src/analysis/sessionFrames';
import { frameMethods } from '../../../src/collector/frameMethods';
import type { SessionAnalysis } from '../../../src/analysis/sessionAnalysis';
import { analyseSession } from '../../../src/analysis/session';
import { spanKey } from '../../../src/analysis/spanNode';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import type { PromptDiff, TurnContext } from '../../../src/protocol/context';
import type { FoundSource, PanelMethods } from '../../../src/protocol/panel';
import type { RpcHandlers, RpcPort } from '../../../src/protocol/rpc';
import { RPC_ERROR, RpcError, serveRpc } from '../../../src/protocol/rpc';
import type { JsonValue, SpanDetails } from '../../../src/protocol/spans';
import type { CollectorStatus } from '../../../src/protocol/status';
import type { SpanRef } from '../../../src/protocol/units';
import type { PageHost } from './panelPage';
import { NO_MESSAGES } from '../../unit/support/conversations';
import { collectorStatus } from '../../unit/support/status';

export const SESSION_ID = 'session-1';
/** Long after the last span: the session has ended. */
const AFTERWARDS_MS = 3_600_000;

export class FakeCollector implements PageHost {
  spans: AgentSpan[] = [];
  live = false;
  imported = false;
  status: CollectorStatus = collectorStatus();
  revision = 1;
  /** Every request of the page, in order. */
  readonly requests: { method: string; params: unknown }[] = [];
  /** What is usual for the agent, from its earlier sessions. */
  baseline: Baseline | null = null;
  /** Thrown by every method while set. */
  failure: RpcError | null = null;
  /** Answer of `source/find`, by tool name. */
  readonly sources = new Map<string, FoundSource[]>();
  /** Files that the editor can open, as stack traces name them. */
  readonly files = new Set<string>();
  /** Attributes as received, by span id. */
  readonly attributes = new Map<string, Record<string, JsonValue>>();

  constructor(spans: readonly AgentSpan[] = []) {
    this.spans = [...spans];
  }

  /** Requests of one method, by their parameters. */
  asked(method: keyof PanelMethods): unknown[] {
    return this.requests.filter((request) => request.method === method).map(({ params }) => params);
  }

  serve(port: RpcPort): void {
    serveRpc<PanelMethods>(port, this.handlers());
  }

  private handlers(): RpcHandlers<PanelMethods> {
    const handlers: RpcHandlers<PanelMethods> = {
      status: () => this.status,
      'sessions/list': () =>
        this.spans.length > 0 ? [{ ...this.analyse().summary, pinned: false, imported: this.imported }] : [],
      'session/turns': () => this.analyse().turns,
      'session/loops': () => this.analyse().loops,
      'session/agents': () => summariseAgents(this.analyse().tree, this.analyse().list),
      'session/statistics': () => statisticsOf(this.analyse().turns),
      'session/events': () => ({ total: 0, events: [] }),
      ...frameMethods({
        framesOf: () => {
          if (this.spans.length === 0) throw new RpcError(RPC_ERROR.notFound, 'There is no such session.');
          return { sessionId: SESSION_ID, frames: new SessionFrames(this.analyse(), this.live) };
        },
        revision: () => this.revision,
      }),
      'session/review': ({ budgetUsd = null }) =>
        reviewSession({
          analysis: this.analyse(),
          live: this.live,
          baseline: this.baseline,
          budgetUsd,
          compactions: [],
          contextOf: (turn) => this.contexts().find((entry) => entry.turn === turn.index)!,
          diff: (a, b) => this.diff(a.index, b.index),
        }),
      'session/context': ({ turn }) => {
        const entries = this.contexts();
        return turn === undefined ? entries : entries.filter((entry) => entry.turn === turn);
      },
      'turns/diff': ({ a, b }) => this.diff(a, b),
      'span/get': (ref) => this.details(ref),
      'span/value': () => null,
      'span/messages': () => NO_MESSAGES,
      'span/messagePart': () => {
        throw new RpcError(RPC_ERROR.notFound, 'There are no messages.');
      },
      'sql/query': () => ({ columns: [], rows: [], truncated: false }),
      'source/find': (ref) => this.found(ref),
      'source/open': (ref) => this.found(ref).length > 0,
      'source/hasFiles': ({ files }) => files.map((file) => this.files.has(file)),
      'source/openFile': ({ file }) => this.files.has(file),
      'loop/explain': () => null,
      'loop/compare': () => null,
      'source/search': () => null,
      'file/save': () => true,
      'command/run': () => null,
    };
    return Object.fromEntries(
      Object.entries(handlers).map(([method, handler]) => [
        method,
        (params: unknown) => {
          this.requests.push({ method, params });
          if (this.failure) throw this.failure;
          return (handler as (params: unknown) => unknown)(params);
        },
      ]),
    ) as RpcHandlers<PanelMethods>;
  }

  private analyse(): SessionAnalysis {
    const now = this.live ? 0 : AFTERWARDS_MS;
    return analyseSession(SESSION_ID, this.spans, { lastReceived: 0, now });
  }

  private contexts(): TurnContext[] {
    return contextGrowth(
      this.analyse().turns.map((each) => ({ turn: each, run: each.traceId, prompt: null })),
    );
  }

  private diff(a: number, b: number): PromptDiff {
    const withoutPrompt = (index: number) => ({ turn: this.analyse().turns[index - 1]!, conversation: null });
    return promptDiff(withoutPrompt(a), withoutPrompt(b));
  }

  private found(ref: SpanRef): FoundSource[] {
    const name = this.spans.find((span) => spanKey(span) === spanKey(ref))?.tool?.name;
    return name === undefined ? [] : (this.sources.get(name) ?? []);
  }

  private details(ref: SpanRef): SpanDetails {
    const { spans, loops, turnOf } = this.analyse();
    const span = spans.find((candidate) => spanKey(candidate) === spanKey(ref));
    if (!span) throw new RpcError(RPC_ERROR.notFound, `There is no span ${ref.spanId}.`);
    const nano = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n);
    const holds = (step: SpanRef[]) => step.some((member) => spanKey(member) === spanKey(ref));
    const loop = loops.find(({ steps }) => steps.some(holds));
    return {
      sessionId: SESSION_ID,
      span,
      raw: {
        kind: 'internal',
        startTimeUnixNano: nano(span.startTime),
        endTimeUnixNano: nano(span.startTime + span.durationMs),
        traceState: '',
        statusMessage: span.errorMessage ?? '',
        attributes: this.attributes.get(ref.spanId) ?? {
          'gen_ai.operation.name': span.kind === 'tool' ? 'execute_tool' : 'chat',
          'gen_ai.agent.name': span.agent,
        },
        events: span.errorClass
          ? [
              {
                time: span.startTime + span.durationMs,
                timeUnixNano: nano(span.startTime + span.durationMs),
                name: 'exception',
                attributes: { 'exception.type': span.errorClass, 'exception.message': span.errorMessage },
              },
            ]
          : [],
        links: [],
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
        resource: { 'service.name': span.service ?? 'unknown', 'telemetry.sdk.language': 'python' },
        scope: { name: 'invoice-agent', version: '1.0.0', attributes: {} },
      },
      turn: turnOf(ref) ?? null,
      loop: loop
        ? { id: loop.id, iteration: loop.steps.findIndex(holds) + 1, iterations: loop.iterations }
        : null,
      children: spans
        .filter((child) => child.traceId === ref.traceId && child.parentSpanId === ref.spanId)
        .map(({ traceId, spanId }) => ({ traceId, spanId })),
      emitter: {
        name: 'the invoice agent',
        contentSwitch: 'Start it with INVOICE_AGENT_CONTENT=true.',
        withoutAnswers: false,
      },
      logs: 0,
      cut: [],
    };
  }
}
