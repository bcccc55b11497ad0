/** The methods that the editor shows beside code. */
import type { CollectorMethods } from '../protocol/methods';
import type { RpcHandlers } from '../protocol/rpc';
import type { SqlQueryParams } from '../protocol/sql';
import type { SpanStore } from '../store/store';
import { toolCalls, toolStatistics } from '../store/toolUse';
import { fieldsOf, invalid, optionalCount, texts } from './params';
import type { SessionAnalyses } from './sessionAnalyses';

const DEFAULT_CALLS = 200;
const MAX_NAMES = 100;

type SourceMethods = Pick<CollectorMethods, 'tools/statistics' | 'tools/calls'>;

export function sourceMethods({
  store,
  analyses,
}: {
  store: SpanStore;
  analyses: SessionAnalyses;
}): RpcHandlers<SourceMethods> {
  const query = (params: SqlQueryParams) => store.query(params, () => performance.now());
  return {
    'tools/statistics': () => {
      analyses.writeViews();
      return toolStatistics(query);
    },

    'tools/calls': (params) => {
      const fields = fieldsOf('tools/calls', params);
      const names = texts(fields, 'names');
      if (names.length === 0 || names.length > MAX_NAMES) {
        throw invalid(`"names" needs 1 to ${MAX_NAMES} names of tools.`);
      }
      analyses.writeViews();
      return toolCalls(query, names, optionalCount(fields, 'limit') ?? DEFAULT_CALLS);
    },
  };
}
