/** The collector's RPC methods: parameters checked, answers from the store and the analyses. */
import { MESSAGE_LISTS, type Conversation } from '../protocol/messages';
import { EXPORT_FORMATS } from '../protocol/exchange';
import type { CollectorMethods } from '../protocol/methods';
import type { RpcHandlers } from '../protocol/rpc';
import { RPC_ERROR, RpcError } from '../protocol/rpc';
import type { SessionSummary } from '../protocol/sessions';
import type { CollectorStatus } from '../protocol/status';
import type { SpanDetails } from '../protocol/spans';
import type { Turn } from '../protocol/turns';
import { summariseAgents } from '../analysis/agents';
import { statisticsOf } from '../analysis/statistics';
import type { SessionAnalysis } from '../analysis/sessionAnalysis';
import { ANALYSED_VIEWS } from '../store/schema';
import type { SpanStore, StoredSpan } from '../store/store';
import { doctorReport } from './doctor/doctor';
import { exportSession } from './exchange/exportSession';
import type { Imports } from './exchange/imports';
import { frameMethods } from './frameMethods';
import { gatherTraceFacts } from './doctor/traceFacts';
import type { ListenersReport } from './listeners';
import {
  fieldsOf,
  flag,
  integer,
  oneOf,
  optionalCount,
  optionalSqlValues,
  optionalText,
  spanRef,
  text,
  valuePath,
} from './params';
import { auditMethods, type AuditContext } from './auditMethods';
import { cutTexts, valueAt } from './cutTexts';
import { overviewMethods } from './overviewMethods';
import type { ReceiverReport } from './receiver/report';
import { reviewMethods, SessionReviews } from './reviewMethods';
import type { SessionAnalyses } from './sessionAnalyses';
import { sessionEvents } from './sessionEvents';
import { shownConversation } from './shownMessages';
import { sourceMethods } from './sourceMethods';
import { spanDetails } from './spanDetails';
import { StoredSpans } from './storedSpans';

const DEFAULT_SESSIONS = 200;
/** Of one text in `span/messages`. */
const DEFAULT_PART_CHARS = 10_000;
const DEFAULT_EVENTS = 500;
/** Bounds an answer's size. */
const MAX_EVENTS = 5_000;

const ASKS_ANALYSED_VIEW = new RegExp(`\\b(?:${ANALYSED_VIEWS.join('|')})\\b`, 'i');

export interface MethodContext {
  store: SpanStore;
  analyses: SessionAnalyses;
  audit: AuditContext;
  /** Resolves once that is kept. */
  pin: (sessionId: string, pinned: boolean) => Promise<void>;
  status: () => Promise<CollectorStatus>;
  /** What the receiver knows; quick. */
  report: () => Promise<ReceiverReport>;
  /** Which ports are listened on, and who has those that are waited for; may take a second. */
  listeners: () => Promise<ListenersReport>;
  /** Deletes all sessions and the journal. Returns how many sessions there were. */
  clear: () => Promise<number>;
  imports: Pick<Imports, 'start' | 'status' | 'cancel'>;
  isImported: (sessionId: string) => boolean;
  revision: () => number;
}

export function collectorMethods(context: MethodContext): RpcHandlers<CollectorMethods> {
  const { store, analyses } = context;
  const spans = new StoredSpans(store, analyses);

  /** The id in the spelling that the store knows: a trace id stands for a session in any case. */
  const sessionIdOf = (fields: Record<string, unknown>): string => {
    const asked = text(fields, 'sessionId');
    const id = [asked, asked.toLowerCase()].find((each) => store.session(each));
    if (id !== undefined) return id;
    throw notFound(`There is no session "${asked}". sessions/list names those that exist.`);
  };
  const analysisOf = (method: string, params: unknown) => {
    const id = sessionIdOf(fieldsOf(method, params));
    return analyses.analysis(id) ?? vanished(id);
  };

  const storedSpan = (fields: Record<string, unknown>): StoredSpan => {
    const ref = spanRef(fields);
    const stored = spans.find(ref);
    if (stored) return stored;
    throw notFound(
      `There is no span ${ref.spanId} in trace ${ref.traceId}. Spans arrive when they end: it may still run.`,
    );
  };

  const conversationOf = (fields: Record<string, unknown>): Conversation => {
    const { sessionId, agentSpan } = storedSpan(fields);
    const analysis = analyses.analysis(sessionId) ?? vanished(sessionId);
    return spans.promptsOf(sessionId, analysis).conversation(agentSpan);
  };

  const detailsOf = (fields: Record<string, unknown>): SpanDetails => {
    const stored = storedSpan(fields);
    const analysis = analyses.analysis(stored.sessionId) ?? vanished(stored.sessionId);
    return spanDetails(stored, analysis, store.events.sessionLogs.numbersOfSpan(stored.agentSpan).length);
  };

  return {
    status: () => context.status(),

    doctor: async () => {
      const [status, receiver, listeners] = await Promise.all([
        context.status(),
        context.report(),
        context.listeners(),
      ]);
      const at = Date.now();
      return doctorReport({ at, status, receiver, listeners, traces: gatherTraceFacts(store, at) });
    },

    'sessions/list': (params) => {
      const fields = fieldsOf('sessions/list', params, { optional: true });
      const query = optionalText(fields, 'query')?.trim().toLowerCase() ?? '';
      const limit = optionalCount(fields, 'limit') ?? DEFAULT_SESSIONS;
      const background = fields.background !== undefined && flag(fields, 'background');
      return analyses
        .summariesOf(limit, (summary) => mentions(summary, query), background)
        .map((summary) => ({
          ...summary,
          pinned: store.isPinned(summary.id),
          imported: context.isImported(summary.id),
        }));
    },

    'sessions/clear': async () => ({ sessions: await context.clear() }),

    'session/pin': async (params) => {
      const fields = fieldsOf('session/pin', params);
      const pinned = flag(fields, 'pinned');
      const sessionId = sessionIdOf(fields);
      await context.pin(sessionId, pinned);
      return { pinned };
    },

    'session/turns': (params) => analysisOf('session/turns', params).turns,

    'session/loops': (params) => analysisOf('session/loops', params).loops,

    ...auditMethods(context.audit),

    ...overviewMethods({ store, analyses, now: () => Date.now() }),

    ...reviewMethods({ reviews: new SessionReviews(analyses, spans), sessionIdOf }),

    'session/agents': (params) => {
      const { tree, list } = analysisOf('session/agents', params);
      return summariseAgents(tree, list);
    },

    'session/statistics': (params) => {
      const { turns, list } = analysisOf('session/statistics', params);
      return statisticsOf(turns, list.unrequestedCalls);
    },

    ...frameMethods({
      framesOf: (fields) => {
        const sessionId = sessionIdOf(fields);
        return { sessionId, frames: analyses.frames(sessionId) ?? vanished(sessionId) };
      },
      revision: context.revision,
    }),

    'session/events': (params) => {
      const fields = fieldsOf('session/events', params);
      const limit = Math.min(optionalCount(fields, 'limit') ?? DEFAULT_EVENTS, MAX_EVENTS);
      const { sessionLogs } = store.events;
      const sessionId = sessionIdOf(fields);
      const numbers =
        fields.span === undefined
          ? sessionLogs.numbersOf(sessionId)
          : sessionLogs.numbersOfSpan(spanRef(fieldsOf('"span"', fields.span)));
      return sessionEvents(sessionLogs, numbers, limit);
    },

    'span/get': (params) => {
      const fields = fieldsOf('span/get', params);
      const details = detailsOf(fields);
      const maxChars = optionalCount(fields, 'maxChars');
      if (maxChars === undefined) return details;
      const { value, cut } = cutTexts(details, maxChars);
      return { ...value, cut };
    },

    'span/value': (params) => {
      const fields = fieldsOf('span/value', params);
      const path = valuePath(fields, 'path');
      const value = valueAt(detailsOf(fields), path);
      if (value !== undefined) return value;
      throw notFound(`Nothing of this span is at ${JSON.stringify(path)}.`);
    },

    'span/messages': (params) => {
      const fields = fieldsOf('span/messages', params);
      return shownConversation(
        conversationOf(fields),
        optionalCount(fields, 'maxChars') ?? DEFAULT_PART_CHARS,
      );
    },

    'span/messagePart': (params) => {
      const fields = fieldsOf('span/messagePart', params);
      const list = oneOf(fields, 'list', MESSAGE_LISTS);
      const [message, part] = [integer(fields, 'message', 0), integer(fields, 'part', 0)];
      const found = conversationOf(fields)[list][message]?.parts[part];
      if (found) return found;
      throw notFound(`There is no part ${part} of message ${message} in "${list}" of this span.`);
    },

    'session/context': (params) => {
      const fields = fieldsOf('session/context', params);
      const sessionId = sessionIdOf(fields);
      const analysis = analyses.analysis(sessionId) ?? vanished(sessionId);
      const prompts = spans.promptsOf(sessionId, analysis);
      if (fields.turn === undefined) return prompts.context();
      return [prompts.contextOf(turnAt(analysis, integer(fields, 'turn', 1)))];
    },

    'turns/diff': (params) => {
      const fields = fieldsOf('turns/diff', params);
      const sessionId = sessionIdOf(fields);
      const analysis = analyses.analysis(sessionId) ?? vanished(sessionId);
      const [a, b] = ['a', 'b'].map((name) => integer(fields, name, 1)).sort((one, other) => one - other);
      return spans.promptsOf(sessionId, analysis).diff(turnAt(analysis, a!), turnAt(analysis, b!));
    },

    'session/export': (params) => {
      const fields = fieldsOf('session/export', params);
      const format = oneOf(fields, 'format', EXPORT_FORMATS);
      return exportSession(store.records, sessionIdOf(fields), format);
    },

    'import/start': (params) => context.imports.start(text(fieldsOf('import/start', params), 'path')),

    'import/status': (params) =>
      context.imports.status(integer(fieldsOf('import/status', params), 'importId', 1)),

    'import/cancel': (params) =>
      context.imports.cancel(integer(fieldsOf('import/cancel', params), 'importId', 1)),

    ...sourceMethods({ store, analyses }),

    'sql/query': (params) => {
      const fields = fieldsOf('sql/query', params);
      const sql = text(fields, 'sql');
      const values = optionalSqlValues(fields, 'params');
      const limit = optionalCount(fields, 'limit');
      if (ASKS_ANALYSED_VIEW.test(sql)) analyses.writeViews();
      return store.query(
        {
          sql,
          ...(values === undefined ? {} : { params: values }),
          ...(limit === undefined ? {} : { limit }),
        },
        () => performance.now(),
      );
    },
  };
}

function mentions(summary: SessionSummary, query: string): boolean {
  const { id, title, agents, services, models } = summary;
  return [id, title, ...agents, ...services, ...models].some((name) => name.toLowerCase().includes(query));
}

function turnAt({ turns }: SessionAnalysis, index: number): Turn {
  const turn = turns.find((each) => each.index === index);
  if (turn) return turn;
  throw notFound(`The session has no turn ${index}, only turns 1 to ${turns.length}.`);
}

function notFound(message: string): RpcError {
  return new RpcError(RPC_ERROR.notFound, message);
}

/** The store knows the session, so the analysis must. */
function vanished(sessionId: string): never {
  throw new RpcError(RPC_ERROR.internal, `Session "${sessionId}" could not be read.`);
}
