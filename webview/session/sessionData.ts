/** Asks the collector for the session and keeps the answers; knows what to show when there are none. */
import type { SessionEvents } from '../../src/protocol/agentEvents';
import type { PromptDiff, TurnContext } from '../../src/protocol/context';
import type { AgentSummary } from '../../src/protocol/agents';
import type { AggregateNode } from '../../src/protocol/aggregate';
import type {
  FramesParams,
  FrameWindow,
  LocatedFrame,
  LocateParams,
  StepParams,
  StepResult,
} from '../../src/protocol/frames';
import type { MessagePart, MessagePartParams, SpanMessages } from '../../src/protocol/messages';
import type {
  FilePlace,
  FoundSource,
  PanelCommand,
  PanelMethods,
  PanelNotifications,
  SavedFile,
  SourceSearch,
} from '../../src/protocol/panel';
import type { Finding } from '../../src/protocol/review';
import type { RpcClient } from '../../src/protocol/rpc';
import { messageOf, RPC_ERROR, RpcError } from '../../src/protocol/rpc';
import type { JsonValue, SpanDetails, ValuePath } from '../../src/protocol/spans';
import type { ListedSession } from '../../src/protocol/sessions';
import type { CollectorStatus } from '../../src/protocol/status';
import type { SpanRef } from '../../src/protocol/units';
import { atMostEvery } from '../dom';
import type { SessionSnapshot } from './sessionIndex';

/** A running agent changes something 20 times a second; nobody reads of losses that fast. */
const STATUS_EVERY_MS = 2000;

export type PanelClient = RpcClient<PanelMethods, PanelNotifications>;

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

/** Of the session that the page shows. */
type OfSession<P> = Omit<P, 'sessionId'>;

/** Of one text in the details of a span, and of one part of a message, in UTF-16 units: what is seen without asking. */
const DETAIL_CHARS = 20_000;
const MESSAGE_CHARS = 4_000;

export class SessionData {
  constructor(
    private readonly client: PanelClient,
    readonly sessionId: string,
  ) {}

  /**
   * `known` says whether this session has been seen before. `onSummary` is called once that is there, before its turns
   * and loops are. Never rejects.
   */
  async load(known: boolean, onSummary: (summary: ListedSession) => void): Promise<LoadResult> {
    const { sessionId } = this;
    try {
      const sessions = await this.client.request('sessions/list', { query: sessionId, background: true });
      const summary = sessions.find((session) => session.id === sessionId);
      if (!summary) return failed(known ? 'gone' : 'waiting');
      onSummary(summary);
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

  /** What went wrong, most severe first. */
  review(): Promise<Finding[]> {
    return this.client.request('session/review', { sessionId: this.sessionId });
  }

  frames(params: OfSession<FramesParams>): Promise<FrameWindow> {
    return this.client.request('session/frames', { sessionId: this.sessionId, ...params });
  }

  locate(params: OfSession<LocateParams>): Promise<LocatedFrame | null> {
    return this.client.request('session/locate', { sessionId: this.sessionId, ...params });
  }

  step(params: OfSession<StepParams>): Promise<StepResult | null> {
    return this.client.request('session/step', { sessionId: this.sessionId, ...params });
  }

  aggregate(hideNoise: boolean): Promise<AggregateNode[]> {
    return this.client.request('session/aggregate', { sessionId: this.sessionId, hideNoise });
  }

  /** Opens the editor’s chat with the evidence. */
  async explainLoop(loopId: string): Promise<void> {
    await this.client.request('loop/explain', { loopId });
  }

  /** Asks where to save and does so. False when the user has thought better of it. */
  saveFile(file: SavedFile): Promise<boolean> {
    return this.client.request('file/save', file);
  }

  details(ref: SpanRef): Promise<SpanDetails> {
    return this.client.request('span/get', { ...idsOf(ref), maxChars: DETAIL_CHARS });
  }

  /** A value of `SpanDetails`, whole. */
  spanValue(ref: SpanRef, path: ValuePath): Promise<JsonValue> {
    return this.client.request('span/value', { ...idsOf(ref), path });
  }

  /** What a model was told, asked and answered; long texts are cut. */
  messages(ref: SpanRef): Promise<SpanMessages> {
    return this.client.request('span/messages', { ...idsOf(ref), maxChars: MESSAGE_CHARS });
  }

  messagePart(ref: SpanRef, place: Omit<MessagePartParams, keyof SpanRef>): Promise<MessagePart> {
    return this.client.request('span/messagePart', { ...idsOf(ref), ...place });
  }

  /** Who acted, in the order in which they began. */
  agents(): Promise<AgentSummary[]> {
    return this.client.request('session/agents', { sessionId: this.sessionId });
  }

  /** What filled the context window of one turn; undefined when the turn is no longer there. */
  async context(turn: number): Promise<TurnContext | undefined> {
    const [context] = await this.client.request('session/context', { sessionId: this.sessionId, turn });
    return context;
  }

  /** Where the prompts of two turns begin to differ. */
  diff(a: number, b: number): Promise<PromptDiff> {
    return this.client.request('turns/diff', { sessionId: this.sessionId, a, b });
  }

  /** Log records that were written inside of a span, the newest of them. */
  events(ref: SpanRef): Promise<SessionEvents> {
    return this.client.request('session/events', { sessionId: this.sessionId, span: idsOf(ref) });
  }

  findSource(ref: SpanRef): Promise<FoundSource[]> {
    return this.client.request('source/find', idsOf(ref));
  }

  /** False when no code was found. With `choose`, the user is asked whenever there are several places. */
  openSource(ref: SpanRef, choose = false): Promise<boolean> {
    return this.client.request('source/open', { ...idsOf(ref), ...(choose ? { choose } : {}) });
  }

  /** Shows the editor's search. */
  searchWorkspace(search: SourceSearch): Promise<null> {
    return this.client.request('source/search', search);
  }

  /** Runs a command of the editor. */
  run(command: PanelCommand): Promise<null> {
    return this.client.request('command/run', { command });
  }

  /** For each file, whether the editor can open it. */
  hasFiles(files: string[]): Promise<boolean[]> {
    return this.client.request('source/hasFiles', { files });
  }

  openFile(place: FilePlace): Promise<boolean> {
    return this.client.request('source/openFile', place);
  }

  compareIterations(loopId: string): Promise<null> {
    return this.client.request('loop/compare', { loopId });
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

/** Frames and turns are references to spans with more in them. */
function idsOf({ traceId, spanId }: SpanRef): SpanRef {
  return { traceId, spanId };
}
