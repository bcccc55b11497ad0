/** The extension host's end of the SQL console. */
import type { RpcPort } from '../../../src/protocol/rpc';
import { RPC_ERROR, RpcError, serveRpc } from '../../../src/protocol/rpc';
import type { SqlQueryParams, SqlResult } from '../../../src/protocol/sql';
import type { SqlConsoleMethods } from '../../../src/protocol/sqlConsole';
import type { PageHost } from './panelPage';

export const ROWS = 10_000;
export const RESULT: SqlResult = {
  columns: ['session_id', 'name', 'calls', 'arguments', 'error_class'],
  rows: Array.from({ length: ROWS }, (_, i) => [
    `session-${i}`,
    `tool_${i % 7}`,
    i % 13,
    `{"query":"line one\\nline two, ${i}"}`,
    i % 3 === 0 ? 'TimeoutError' : null,
  ]),
  truncated: true,
};

export class FakeSqlHost implements PageHost {
  revision = 0;
  readonly queries: SqlQueryParams[] = [];
  readonly opened: string[] = [];
  readonly saved: { name: string; text: string }[] = [];

  serve(port: RpcPort): void {
    serveRpc<SqlConsoleMethods>(port, {
      'sql/query': (params) => {
        this.queries.push(params);
        if (params.sql.includes('nothing')) {
          throw new RpcError(RPC_ERROR.invalidParams, 'SQLite: no such table: nothing');
        }
        return RESULT;
      },
      'session/open': ({ sessionId }) => {
        this.opened.push(sessionId);
        return null;
      },
      'result/save': (params) => {
        this.saved.push(params);
        return true;
      },
    });
  }
}
