/** Which sessions a file has something of, as far as it can be told before its records are placed. */
import type { OtlpRequest } from '../../otlp/records';
import type { TraceId } from '../../protocol/units';
import { sessionKeyOf } from '../../semconv/sessionKey';

/** Of each kind. More sessions than anybody looks through; bounds what a file can make us keep. */
const MAX_IDS = 100_000;

export interface ImportedIds {
  traceIds: TraceId[];
  /** That log records name. */
  sessionKeys: string[];
}

export class IdCollector {
  private readonly traceIds = new Set<TraceId>();
  private readonly sessionKeys = new Set<string>();

  /** Once secrets are masked in it. */
  note({ signal, request }: OtlpRequest): void {
    if (signal === 'traces') {
      for (const { scopeSpans } of request.resourceSpans)
        for (const { spans } of scopeSpans) for (const { traceId } of spans) this.noteTrace(traceId);
    } else if (signal === 'logs') {
      for (const { resource, scopeLogs } of request.resourceLogs)
        for (const { scope, logRecords } of scopeLogs)
          for (const { traceId, attributes } of logRecords) {
            this.noteTrace(traceId);
            const key = sessionKeyOf({ attributes, resource, scope });
            if (key !== null && this.sessionKeys.size < MAX_IDS) this.sessionKeys.add(key);
          }
    }
  }

  list(): ImportedIds {
    return { traceIds: [...this.traceIds], sessionKeys: [...this.sessionKeys] };
  }

  private noteTrace(traceId: TraceId): void {
    if (traceId !== '' && this.traceIds.size < MAX_IDS) this.traceIds.add(traceId);
  }
}
