/** Spans of the store, and those that the analysis made of log records, read in the same way. */
import type { SpanRef } from '../protocol/units';
import type { SessionAnalysis } from '../analysis/sessionAnalysis';
import type { SpanStore, StoredSpan } from '../store/store';
import { SessionPrompts } from './prompts';
import { storedSpanOf } from './recordSpan';
import type { SessionAnalyses } from './sessionAnalyses';

export class StoredSpans {
  constructor(
    private readonly store: SpanStore,
    private readonly analyses: SessionAnalyses,
  ) {}

  /** Undefined when neither a span nor a record tells of it. */
  find(ref: SpanRef): StoredSpan | undefined {
    return this.store.span(ref) ?? this.ofRecord(ref);
  }

  promptsOf(sessionId: string, analysis: SessionAnalysis): SessionPrompts {
    const { sessionLogs } = this.store.events;
    const source = {
      span: (ref: SpanRef) => this.store.spanRecord(ref) ?? this.ofRecord(ref),
      records: (ref: SpanRef) => sessionLogs.read(sessionLogs.numbersOfSpan(ref)).map(({ record }) => record),
    };
    return new SessionPrompts(source, analysis, this.analyses.digests(sessionId));
  }

  /** Of a session that has log records only. */
  private ofRecord(ref: SpanRef): StoredSpan | undefined {
    const found = this.analyses.recordOf(ref);
    const node = found && this.analyses.analysis(found.sessionId)?.tree.find(ref);
    const [log] = node ? this.store.events.sessionLogs.read([found.logNo]) : [];
    return node && log && storedSpanOf(found.sessionId, node, log);
  }
}
