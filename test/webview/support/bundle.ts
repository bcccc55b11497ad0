/** Builds what the browser runs: the webview's bundle, and the stand-in for VS Code. */
import { build } from 'esbuild';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface Bundle {
  script: string;
  style: string;
  font: Uint8Array;
  fakeHost: string;
}

/** A page's entry, within `webview/`. */
export type PageEntry = 'main.ts' | 'sql/main.ts' | 'connect/main.ts' | 'overview/main.ts' | 'audit/main.ts';

/** With the settings that ship; see `esbuild.mjs`. Nothing is written to disk. */
export async function bundleWebview(entry: PageEntry): Promise<Bundle> {
  const common = { bundle: true, write: false, platform: 'browser', target: 'chrome128' } as const;
  const [page, host] = await Promise.all([
    build({
      ...common,
      minify: true,
      format: 'esm',
      loader: { '.ttf': 'file' },
      assetNames: '[name]',
      entryPoints: [join(ROOT, 'webview', entry)],
      outdir: join(ROOT, 'dist', 'webview'),
    }),
    build({
      ...common,
      format: 'iife',
      entryPoints: [join(ROOT, 'test', 'webview', 'pages', 'fakeHost.ts')],
    }),
  ]);
  const output = (extension: string) => {
    const file = page.outputFiles.find(({ path }) => path.endsWith(extension));
    if (!file) throw new Error(`The webview's bundle has no ${extension} file.`);
    return file;
  };
  return {
    script: output('.js').text,
    style: output('.css').text,
    font: page.outputFiles.find(({ path }) => path.endsWith('.ttf'))?.contents ?? new Uint8Array(),
    fakeHost: host.outputFiles[0]?.text ?? '',
  };
}
