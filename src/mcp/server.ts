/** The Model Context Protocol, as far as a server of tools needs it: one JSON-RPC message in, at most one out. */
import { messageOf } from '../protocol/rpc';
import type { AgentTool, Ask } from './tools';
import { runTool } from './tools';

/** The revisions that are the same for such a server; the newest first. */
const PROTOCOL_VERSIONS = ['2025-06-18', '2025-03-26', '2024-11-05'];

/** JSON-RPC 2.0, "Error object". */
const ERROR = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
} as const;

interface ErrorBody {
  code: number;
  message: string;
}

type Id = string | number;

export interface McpServerOptions {
  version: string;
  tools: readonly AgentTool[];
  ask: Ask;
}

export class McpServer {
  constructor(private readonly options: McpServerOptions) {}

  /** One line of input; the line to answer, or null when there is nothing to answer. Never rejects. */
  async answer(line: string): Promise<string | null> {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return failure(null, { code: ERROR.parse, message: 'The line is no JSON.' });
    }
    if (!isObject(message) || typeof message.method !== 'string') {
      const id = isObject(message) && isId(message.id) ? message.id : null;
      // A response to something that was never asked needs no answer.
      if (isObject(message) && ('result' in message || 'error' in message)) return null;
      return failure(id, { code: ERROR.invalidRequest, message: 'This is no JSON-RPC request.' });
    }
    const { id, method, params } = message;
    if (!isId(id)) return null;
    return this.reply(id, method, isObject(params) ? params : {});
  }

  private async reply(id: Id, method: string, params: Record<string, unknown>): Promise<string> {
    const { tools, version } = this.options;
    switch (method) {
      case 'initialize': {
        const asked = PROTOCOL_VERSIONS.find((each) => each === params.protocolVersion);
        return success(id, {
          protocolVersion: asked ?? PROTOCOL_VERSIONS[0],
          capabilities: { tools: {} },
          serverInfo: { name: 'turnline', title: 'Turnline', version },
          instructions:
            'Traces of LLM agents recorded on this machine. Begin with turnline_list_sessions, then turnline_explain_session.',
        });
      }
      case 'ping':
        return success(id, {});
      case 'tools/list':
        return success(id, {
          tools: tools.map(({ name, title, description, inputSchema }) => ({
            name,
            title,
            description,
            inputSchema,
            annotations: { title, readOnlyHint: true, openWorldHint: false },
          })),
        });
      case 'tools/call': {
        const tool = tools.find(({ name }) => name === params.name);
        if (tool) return success(id, await this.call(tool, params.arguments));
        return failure(id, {
          code: ERROR.invalidParams,
          message: `There is no tool "${String(params.name)}".`,
        });
      }
      default:
        return failure(id, { code: ERROR.methodNotFound, message: `There is no method "${method}".` });
    }
  }

  /** What goes wrong in a tool is for the model to read. */
  private async call(tool: AgentTool, input: unknown): Promise<object> {
    try {
      return { content: [{ type: 'text', text: await runTool(tool, this.options.ask, input) }] };
    } catch (error) {
      return { content: [{ type: 'text', text: messageOf(error) }], isError: true };
    }
  }
}

function success(id: Id, result: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

function failure(id: Id | null, error: ErrorBody): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error });
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || typeof value === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
