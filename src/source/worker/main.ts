/** The source index's entry: a worker thread of the extension host. */
import { parentPort } from 'node:worker_threads';
import type { SourceIndexMethods } from '../../protocol/source';
import type { RpcPort } from '../../protocol/rpc';
import { serveRpc } from '../../protocol/rpc';
import { SourceParser } from '../parser';
import { parserFiles } from './parserFiles';
import { WorkspaceIndex } from './workspaceIndex';

function port(): RpcPort {
  const parent = parentPort!;
  return {
    post: (message) => {
      parent.postMessage(message);
    },
    onMessage: (listener) => {
      parent.on('message', listener);
      return () => parent.off('message', listener);
    },
  };
}

/** A thread that cannot load its parser answers every question with that failure. */
const opened = SourceParser.open(parserFiles()).then((parser) => new WorkspaceIndex(parser));
opened.catch(() => undefined);

serveRpc<SourceIndexMethods>(port(), {
  'index/build': async (folders) => (await opened).build(folders),
  'index/changed': async ({ files }) => {
    await (await opened).changed(files);
    return undefined;
  },
  'index/find': async (question) => (await opened).find(question),
  'index/toolsIn': async ({ file, text }) => (await opened).toolsIn(file, text),
});
