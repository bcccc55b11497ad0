/** Asks the collector for the session and keeps the answers; knows what to show when there are none. */
import type { FrameMode, FrameWindow } from '../../src/protocol/frames';
import type { CollectorNotifications } from '../../src/protocol/methods';
import type { FoundSource, PanelMethods } from '../../src/protocol/panel';
import type { RpcClient } from '../../src/protocol/rpc';
import { messageOf, RPC_ERROR, RpcError } from '../../src/protocol/rpc';
import type { SpanDetails } from '../../src/protocol/spans';
import type { CollectorStatus } from '../../src/protocol/status';
import type { CssPixels, SpanRef } from '../../src/protocol/units';
import { atMostEvery } from '../dom';
import type { SessionSnapshot } from './sessionIndex';

/** A running agent changes something 20 times a second; nobody reads of losses that fast. */
const STATUS_EVERY_MS = 2000;

export type PanelClient = RpcClient<PanelMethods, CollectorNotifications>;

/**
 * Why there is nothing (new) to show: no span has come yet, the session is no longer kept, nobody answers, or the
 * collector reports a failure.
 */
export interface Problem {
  kind: 'waiting' | 'gone' | 'stopped' | 'error';
  /** The failure in its own words; empty when the kind says it all. */
  message: string;
}

export type LoadResult = { snapshot: SessionSnapshot; problem: null } | { snapshot: null; problem: Problem };

export interface FrameRequest {
  mode: FrameMode;
  from?: number;
  to?: number;
  widthPx: CssPixels;
}

export class SessionData {
  constructor(
    private readonly client: PanelClient,
    readonly sessionId: string,
  ) {}

  /** `known` says whether this session has been seen before. Never rejects. */
  async load(known: boolean): Promise<LoadResult> {
    const { sessionId } = this;
    try {
      const sessions = await this.client.request('sessions/list', { query: sessionId });
      const summary = sessions.find((session) => session.id === sessionId);
      if (!summary) return failed(known ? 'gone' : 'waiting');
      const [turns, loops] = await Promise.all([
        this.client.request('session/turns', { sessionId }),
        this.client.request('session/loops', { sessionId }),
      ]);
      return { snapshot: { summary, turns, loops }, problem: null };
    } catch (error) {
      return { snapshot: null, problem: problemOf(error) };
    }
  }

  /** Calls back with what the collector says of itself: now, and after changes. */
  onStatus(listener: (status: CollectorStatus) => void): void {
    const ask = atMostEvery(STATUS_EVERY_MS, () => {
      // A collector that does not answer is told of by the requests for the session.
      this.client.request('status').then(listener, () => undefined);
    });
    this.client.on('changed', ask);
    ask();
  }

  frames(request: FrameRequest): Promise<FrameWindow> {
    return this.client.request('session/frames', { sessionId: this.sessionId, ...request });
  }

  details(ref: SpanRef): Promise<SpanDetails> {
    return this.client.request('span/get', { traceId: ref.traceId, spanId: ref.spanId });
  }

  findSource(ref: SpanRef): Promise<FoundSource[]> {
    return this.client.request('source/find', { traceId: ref.traceId, spanId: ref.spanId });
  }

  /** False when no code was found. */
  openSource(ref: SpanRef): Promise<boolean> {
    return this.client.request('source/open', { traceId: ref.traceId, spanId: ref.spanId });
  }

  /** Calls back when spans of this session arrived or went. */
  onChanged(listener: () => void): void {
    this.client.on('changed', ({ sessionIds }) => {
      if (sessionIds.includes(this.sessionId)) listener();
    });
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof RpcError) {
    if (error.code === RPC_ERROR.notFound) return { kind: 'gone', message: '' };
    if (error.code === RPC_ERROR.closed || error.code === RPC_ERROR.timeout) {
      return { kind: 'stopped', message: error.message };
    }
  }
  return { kind: 'error', message: messageOf(error) };
}

function failed(kind: Problem['kind']): LoadResult {
  return { snapshot: null, problem: { kind, message: '' } };
}
