/** Entry of the session panel's page. */
import type { PanelCommand, PanelMethods, PanelNotifications } from '../src/protocol/panel';
import { PANEL_ASKS_PERSON } from '../src/protocol/panel';
import { RpcClient } from '../src/protocol/rpc';
import { App } from './app';
import { Host } from './host';
import { SessionData } from './session/sessionData';
import { statePage } from './states';
import './styles/base.css';
import './styles/icons.css';
import './styles/header.css';
import './styles/turns.css';
import './styles/flame.css';
import './styles/review.css';
import './styles/details.css';
import './styles/json.css';
import './styles/conversation.css';
import './styles/states.css';

/**
 * The host writes the session's id into the page. Module scripts run after the page is parsed, so nothing is asked
 * before there is somebody to listen to the answer.
 */
function start(): void {
  const root = document.getElementById('app');
  if (!root) throw new Error('The page has no element with the id "app".');
  const host = new Host();
  const sessionId = root.dataset.sessionId ?? host.restoredSessionId();
  const client = new RpcClient<PanelMethods, PanelNotifications>(host, undefined, PANEL_ASKS_PERSON);
  if (!sessionId) {
    const run = (command: PanelCommand) => void client.request('command/run', { command });
    root.replaceChildren(statePage({ kind: 'none', message: '' }, { retry: () => undefined, run }));
    return;
  }
  const app = new App(root, host, new SessionData(client, sessionId), host.restore(sessionId));
  client.on('reveal', (span) => {
    app.reveal(span);
  });
  app.refresh();
}

start();
