/** Entry of the SQL console's page. */
import type { SqlConsoleMethods } from '../../src/protocol/sqlConsole';
import { RpcClient } from '../../src/protocol/rpc';
import { WebviewApi } from '../webviewApi';
import { SqlConsole } from './sqlConsole';
import '../styles/base.css';
import '../styles/sql.css';

const root = document.getElementById('app');
if (!root) throw new Error('The page has no element with the id "app".');
const api = new WebviewApi();
new SqlConsole(root, api, new RpcClient<SqlConsoleMethods>(api, undefined, ['result/save']));
