/** The MCP server as a program: `node mcp.js SOCKET VERSION`, MCP on stdin and stdout. */
import { forEachLine } from '../collector/stdioPort';
import { messageOf } from '../protocol/rpc';
import type { SocketClient } from './localSocket';
import { connectSocket } from './localSocket';
import { McpServer } from './server';
import type { Ask } from './tools';
import { AGENT_TOOLS } from './tools';

function main([path = '', version = '0']: readonly string[]): void {
  let connection: Promise<SocketClient> | undefined;
  const connected = (): Promise<SocketClient> => {
    connection ??= connectSocket(path).then(
      (socket) => {
        void socket.ended.then(() => (connection = undefined));
        return socket;
      },
      (error: unknown) => {
        connection = undefined;
        throw new Error(
          `Turnline is not running in VS Code (${messageOf(error)}). Open its workspace there.`,
        );
      },
    );
    return connection;
  };
  const ask: Ask = async (method, ...params) => (await connected()).client.request(method, ...params);
  const server = new McpServer({ version, tools: AGENT_TOOLS, ask });

  let unanswered = 0;
  let ended = false;
  const endWhenIdle = () => {
    if (ended && unanswered === 0) process.exit(0);
  };
  forEachLine(
    process.stdin,
    (line) => {
      if (line.trim() === '') return;
      unanswered++;
      void server.answer(line).then((answer) => {
        if (answer !== null) process.stdout.write(`${answer}\n`);
        unanswered--;
        endWhenIdle();
      });
    },
    () => {
      ended = true;
      endWhenIdle();
    },
  );
  // Whoever read the output is gone.
  process.stdout.on('error', () => process.exit(0));
}

main(process.argv.slice(2));
