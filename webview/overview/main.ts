/** Entry of the Overview page. */
import type { OverviewMethods, OverviewNotifications } from '../../src/protocol/overviewPanel';
import { RpcClient } from '../../src/protocol/rpc';
import { WebviewApi } from '../webviewApi';
import { OverviewPage } from './overviewPage';
import '../styles/base.css';
import '../styles/icons.css';
import '../styles/header.css';
import '../styles/overview.css';

/** Sessions that nobody has looked at are analysed first. */
const TIMEOUT_MS = 5 * 60_000;

const root = document.getElementById('app');
if (!root) throw new Error('The page has no element with the id "app".');
const api = new WebviewApi();
new OverviewPage(root, api, new RpcClient<OverviewMethods, OverviewNotifications>(api, TIMEOUT_MS));
