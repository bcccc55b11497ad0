/** The extension host's end of the page “Connect Your Agent”. */
import { presetList } from '../../../src/editor/connect/presetList';
import { guides } from '../../../src/presets/guides';
import { DEFAULT_PRESETS } from '../../../src/presets/presets';
import type { ConnectMethods, ConnectState } from '../../../src/protocol/connect';
import type { RpcPort } from '../../../src/protocol/rpc';
import { serveRpc } from '../../../src/protocol/rpc';
import type { PageHost } from './panelPage';

export const TARGET = { httpPort: 4318, token: null };

export class FakeConnectHost implements PageHost {
  revision = 0;
  readonly asked: [method: string, params: unknown][] = [];
  /** What answers every wish; null: it is done. */
  refusal: string | null = null;
  state: ConnectState = {
    endpoint: 'http://127.0.0.1:4318',
    grpcEndpoint: 'http://127.0.0.1:4317',
    problem: null,
    tokenRequired: false,
    trusted: true,
    folderOpen: true,
    switches: { allTerminals: false, debugSessions: false },
    presets: presetList(TARGET, DEFAULT_PRESETS, () => false),
    guides: guides(TARGET),
    received: 0,
    latest: null,
  };

  serve(port: RpcPort): void {
    const note = (method: string) => (params: unknown) => {
      this.asked.push([method, params]);
      if (this.refusal !== null) throw new Error(this.refusal);
      return null;
    };
    serveRpc<ConnectMethods>(port, {
      'connect/state': () => this.state,
      'connect/choose': note('connect/choose'),
      'connect/switch': note('connect/switch'),
      'connect/codexFile': note('connect/codexFile'),
      'connect/terminal': note('connect/terminal'),
      'connect/sample': note('connect/sample'),
      'connect/doctor': note('connect/doctor'),
      'session/open': note('session/open'),
    });
  }
}
