/** The parser's files: beside the bundle, or in the packages when the sources run. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParserFiles } from '../parser';

const INSTALLED = '../../../node_modules/@vscode/tree-sitter-wasm/wasm';

export function parserFiles(folder: string = __dirname): ParserFiles {
  const first = async (...paths: string[]) => {
    for (const path of paths) {
      const there = await access(path).then(
        () => true,
        () => false,
      );
      if (there) return path;
    }
    throw new Error(`The extension is incomplete: ${paths[0]!} is missing. Install it again.`);
  };
  const wasm = async (name: string) =>
    readFile(await first(join(folder, 'source', name), join(folder, INSTALLED, name)));
  return {
    runtime: () => wasm('tree-sitter.wasm'),
    grammar: (name) => wasm(`tree-sitter-${name}.wasm`),
    query: async (name) =>
      readFile(
        await first(join(folder, 'source', `${name}.scm`), join(folder, '../queries', `${name}.scm`)),
        'utf8',
      ),
  };
}
