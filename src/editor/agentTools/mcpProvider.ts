/** What the editor is told of Turnline's MCP server. */
import * as vscode from 'vscode';
import type { ServedSocket } from '../../mcp/localSocket';
import { serveSocket } from '../../mcp/localSocket';
import type { ReadMethods } from '../../mcp/tools';
import type { RpcHandlers } from '../../protocol/rpc';
import type { CollectorService } from '../collectorService';

type StdioDefinition = new (
  label: string,
  command: string,
  args: string[],
  env: Record<string, string>,
  version: string,
) => unknown;

/** The socket is opened when the editor first asks for the server. */
export class McpProvider implements vscode.Disposable {
  private socket: Promise<ServedSocket> | undefined;

  constructor(
    private readonly collector: CollectorService,
    /** The server's bundle. */
    private readonly script: string,
    private readonly version: string,
  ) {}

  /** Asked by versions of VS Code that have the class, see `mcpRegistration.ts`. */
  async provideMcpServerDefinitions(): Promise<unknown[]> {
    const { McpStdioServerDefinition: Definition } = vscode as unknown as {
      McpStdioServerDefinition: StdioDefinition;
    };
    const { path } = await this.serve();
    const args = [this.script, path, this.version];
    // The editor's own executable as Node.js: the user may have none.
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    return [new Definition('Turnline', process.execPath, args, env, this.version)];
  }

  dispose(): void {
    void this.socket?.then(({ close }) => close());
  }

  private serve(): Promise<ServedSocket> {
    this.socket ??= serveSocket(this.handlers());
    return this.socket;
  }

  /** Exactly these methods are open to the server. */
  private handlers(): RpcHandlers<ReadMethods> {
    const { collector } = this;
    return {
      'sessions/list': (params) => collector.request('sessions/list', params),
      'session/review': (params) => collector.request('session/review', params),
      'session/turns': (params) => collector.request('session/turns', params),
      'session/loops': (params) => collector.request('session/loops', params),
      'session/agents': (params) => collector.request('session/agents', params),
      'session/statistics': (params) => collector.request('session/statistics', params),
      'span/get': (params) => collector.request('span/get', params),
      'span/messages': (params) => collector.request('span/messages', params),
      'sql/query': (params) => collector.request('sql/query', params),
    };
  }
}
