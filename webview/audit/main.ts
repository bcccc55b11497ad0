/** Entry of the audit trail's page. */
import type { AuditPageMethods, AuditPageNotifications } from '../../src/protocol/auditPage';
import { RpcClient } from '../../src/protocol/rpc';
import { WebviewApi } from '../webviewApi';
import { AuditPage } from './auditPage';
import '../styles/base.css';
import '../styles/sql.css';
import '../styles/audit.css';

/** All of the trail is read for a search. */
const TIMEOUT_MS = 60_000;

const root = document.getElementById('app');
if (!root) throw new Error('The page has no element with the id "app".');
const api = new WebviewApi();
new AuditPage(
  root,
  api,
  new RpcClient<AuditPageMethods, AuditPageNotifications>(api, TIMEOUT_MS, ['audit/save']),
);
