/** What the SQL console's page asks of the extension host. */
import type { CollectorMethods } from './methods';

export type SqlConsoleMethods = Pick<CollectorMethods, 'sql/query'> & {
  /** Opens the session's panel. */
  'session/open': { params: { sessionId: string }; result: null };
  /** Lets the user choose where a result goes. False when they did not. */
  'result/save': { params: { name: string; text: string }; result: boolean };
};
