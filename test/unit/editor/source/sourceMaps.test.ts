import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SourceMaps } from '../../../../src/editor/source/sourceMaps';

const SOURCE = `interface Query {
  text: string;
}

export function search(query: Query): string {
  throw new Error(query.text);
}
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnline-maps-'));
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src', 'search.ts'), SOURCE);
});

afterAll(() => rm(folder, { recursive: true }));

describe('a place in compiled code', () => {
  it.each([
    ['linked', 'dist/linked.js'],
    ['inline', 'dist/deep/inline.mjs'],
    ['external', 'dist/external.cjs'],
  ] as const)('is found where it was written, by a map that is %s', async (sourcemap, outfile) => {
    const file = join(folder, outfile);
    await build({
      entryPoints: [join(folder, 'src', 'search.ts')],
      outfile,
      absWorkingDir: folder,
      sourcemap,
    });
    const lines = (await readFile(file, 'utf8')).split('\n');
    const line = lines.findIndex((each) => each.includes('throw')) + 1;
    const column = lines[line - 1]!.indexOf('new Error') + 1;
    expect(await new SourceMaps().original(file, line, column)).toMatchObject({
      file: join(folder, 'src', 'search.ts'),
      line: 6,
    });
  });

  it.each([
    ['plain.js', 'throw new Error();\n'],
    ['lost.js', 'throw new Error();\n//# sourceMappingURL=lost.js.map\n'],
    ['elsewhere.js', 'throw new Error();\n//# sourceMappingURL=https://example.org/x.js.map\n'],
    ['broken.js', 'throw new Error();\n//# sourceMappingURL=data:application/json;base64,AAAA\n'],
    ['notes.txt', 'throw new Error();\n'],
  ])('is none in %s', async (name, text) => {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    expect(await new SourceMaps().original(file, 1, 1)).toBeNull();
  });

  it('is none in a file that is not there', async () => {
    expect(await new SourceMaps().original(join(folder, 'gone.js'), 1, 1)).toBeNull();
  });
});
