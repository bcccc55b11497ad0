/** Entry of the page “Connect Your Agent”. */
import type { ConnectMethods, ConnectNotifications } from '../../src/protocol/connect';
import { RpcClient } from '../../src/protocol/rpc';
import { WebviewApi } from '../webviewApi';
import { ConnectPage } from './connectPage';
import '../styles/base.css';
import '../styles/icons.css';
import '../styles/connect.css';

/** Some requests wait for a person's answer. */
const TIMEOUT_MS = 30 * 60_000;

const root = document.getElementById('app');
if (!root) throw new Error('The page has no element with the id "app".');
const api = new WebviewApi();
new ConnectPage(root, api, new RpcClient<ConnectMethods, ConnectNotifications>(api, TIMEOUT_MS));
