/** Looks for acknowledged spans in a collector, by RPC. */
import type { CollectorMethods, CollectorNotifications } from '../../../src/protocol/methods';
import type { RpcClient } from '../../../src/protocol/rpc';
import { untilStored } from '../support/collectorProcess';
import type { Acknowledged } from './exporter';

type Rpc = RpcClient<CollectorMethods, CollectorNotifications>;

const PAGE_ROWS = 5_000;
/** Requests whose content is compared, too, spread over all. */
const CONTENTS_READ = 20;

export interface Findings {
  /** Spans. */
  acknowledged: number;
  found: number;
  /** Acknowledged, but not there, there more than once, or with other content. */
  lost: number;
  /** Requests of which a span is lost. */
  lostRequests: number;
}

export async function lookFor(requests: readonly Acknowledged[], rpc: Rpc): Promise<Findings> {
  await untilStored(rpc);
  const counts = await countSpans(rpc);
  let acknowledged = 0;
  let found = 0;
  let lostRequests = 0;
  for (const { traceId, spanIds } of requests) {
    acknowledged += spanIds.length;
    const foundOfRequest = spanIds.filter((spanId) => counts.get(`${traceId} ${spanId}`) === 1).length;
    found += foundOfRequest;
    if (foundOfRequest < spanIds.length) lostRequests++;
  }
  let changed = 0;
  const step = Math.max(1, Math.floor(requests.length / CONTENTS_READ));
  for (let at = requests.length - 1; at >= 0; at -= step) {
    const { traceId, spanIds, text } = requests[at]!;
    const spanId = spanIds.at(-1)!;
    if (counts.get(`${traceId} ${spanId}`) !== 1) continue;
    const { raw } = await rpc.request('span/get', { traceId, spanId });
    if (raw.attributes.text !== text) changed++;
  }
  return { acknowledged, found, lost: acknowledged - found + changed, lostRequests };
}

/** How often each span is stored. */
async function countSpans(rpc: Rpc): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let after = '';
  for (;;) {
    const { rows } = await rpc.request('sql/query', {
      sql: 'SELECT span_id, trace_id FROM spans WHERE span_id > ? ORDER BY span_id',
      params: [after],
      limit: PAGE_ROWS,
    });
    for (const [spanId, traceId] of rows as [string, string][]) {
      const key = `${traceId} ${spanId}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    if (rows.length < PAGE_ROWS) return counts;
    after = rows.at(-1)![0] as string;
  }
}
