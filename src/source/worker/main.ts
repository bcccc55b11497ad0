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
const opened = SourceParser.open(parserFiles()).then((parser) => ({
  parser,
  workspace: new WorkspaceIndex(parser),
}));
opened.catch(() => undefined);

/** Folders that do not belong to the workspace, read when first asked for. */
const others = new Map<string, WorkspaceIndex>();

async function indexIn(folder: string): Promise<WorkspaceIndex> {
  const known = others.get(folder);
  if (known) return known;
  const index = new WorkspaceIndex((await opened).parser);
  others.set(folder, index);
  await index.build({ folders: [folder], exclude: [] });
  return index;
}

serveRpc<SourceIndexMethods>(port(), {
  'index/build': async (folders) => (await opened).workspace.build(folders),
  'index/changed': async ({ files }) => {
    await (await opened).workspace.changed(files);
    return undefined;
  },
  'index/find': async (question) => (await opened).workspace.find(question),
  'index/findIn': async ({ folder, question }) => (await indexIn(folder)).find(question),
  'index/endingWith': async ({ path }) => (await opened).workspace.endingWith(path),
  'index/toolsIn': async ({ file, text }) => (await opened).workspace.toolsIn(file, text),
});
