// Builds the bundles of the extension and prints their sizes.
//   node esbuild.mjs            production build
//   node esbuild.mjs --watch    rebuild on change, with source maps
//   node esbuild.mjs --only sample    one bundle alone; the collector brings its receiver
import { build, context } from 'esbuild';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { writeBundle } from './test/tools/l10n.mjs';

const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: !watch,
  sourcemap: watch,
  logLevel: 'warning',
  legalComments: 'none',
};

/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };

/**
 * Each `import * as vscode` would copy the editor's API, some 400 names, when the extension is loaded: 50 files do, and
 * that took half of the activation. The copy of an object without names of its own is empty, and has the API behind it.
 *
 * @type {import('esbuild').Plugin}
 */
const editorApi = {
  name: 'editor-api',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'editor-api'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'editor-api' },
    );
    onLoad({ filter: /^vscode$/, namespace: 'editor-api' }, () => ({
      contents: "module.exports = Object.create(require('vscode'), { __esModule: { value: true } });",
    }));
  },
};

/**
 * What the extension imports by `import()` is a bundle of its own, so that it is loaded at first need.
 *
 * @type {import('esbuild').Plugin}
 */
const loadedAtNeed = {
  name: 'loaded-at-need',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/editor\/main$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './editor.js', external: true } : undefined,
    );
  },
};

/** @type {import('esbuild').BuildOptions} */
const page = {
  ...common,
  platform: 'browser',
  target: 'chrome128',
  format: 'esm',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

/** @type {Record<string, import('esbuild').BuildOptions>} */
const targets = {
  host: {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    plugins: [editorApi, loadedAtNeed],
    // Else it is loaded as an ES module is, which takes a detour: Node parses it for its exports first.
    supported: { 'dynamic-import': false },
  },
  editor: {
    ...node,
    entryPoints: ['src/editor/main.ts'],
    outfile: 'dist/editor.js',
    plugins: [editorApi],
  },
  collector: { ...node, entryPoints: ['src/collector/main.ts'], outfile: 'dist/collector.js' },
  // A thread of the collector's.
  receiver: { ...node, entryPoints: ['src/collector/receiver/main.ts'], outfile: 'dist/receiver.js' },
  // `turnline review`, for scripts; not part of the extension.
  cli: {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  // A thread of the extension host's: it reads the workspace's sources.
  source: { ...node, entryPoints: ['src/source/worker/main.ts'], outfile: 'dist/source.js' },
  // The MCP server that VS Code starts; asks the extension host over a local socket.
  mcp: { ...node, entryPoints: ['src/mcp/main.ts'], outfile: 'dist/mcp.js' },
  webview: {
    ...page,
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview/main.js',
  },
  sqlConsole: { ...page, entryPoints: ['webview/sql/main.ts'], outfile: 'dist/webview/sql.js' },
  overview: { ...page, entryPoints: ['webview/overview/main.ts'], outfile: 'dist/webview/overview.js' },
  audit: { ...page, entryPoints: ['webview/audit/main.ts'], outfile: 'dist/webview/audit.js' },
  connect: { ...page, entryPoints: ['webview/connect/main.ts'], outfile: 'dist/webview/connect.js' },
  // The sample agent runs from its readable sources; only OpenTelemetry's serializers are bundled for it.
  sample: {
    ...node,
    format: 'esm',
    // Of the package's CommonJS build nothing can be left out; of its ES modules two serializers remain.
    mainFields: ['module', 'main'],
    stdin: {
      contents:
        "export { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';",
      resolveDir: import.meta.dirname,
    },
    outfile: 'media/sample/vendor/otlp-transformer.mjs',
  },
};

const selected = selectTargets();

/** All targets, or the one that `--only` names. */
function selectTargets() {
  const at = process.argv.indexOf('--only');
  if (at < 0) return targets;
  const name = process.argv[at + 1] ?? '';
  if (name === 'collector') return { collector: targets.collector, receiver: targets.receiver };
  if (Object.hasOwn(targets, name)) return { [name]: targets[name] };
  throw new Error(`--only needs one of ${Object.keys(targets).join(', ')}.`);
}

async function copyAssets() {
  await mkdir('dist', { recursive: true });
  await cp('node_modules/sql.js/dist/sql-wasm.wasm', 'dist/sql-wasm.wasm');
}

/** tree-sitter's runtime, the grammars of the languages that are understood, and the queries. */
const GRAMMARS = ['python', 'typescript', 'tsx', 'javascript', 'go', 'java', 'c-sharp'];

async function copySourceAssets() {
  await mkdir('dist/source', { recursive: true });
  const wasm = ['tree-sitter.wasm', ...GRAMMARS.map((name) => `tree-sitter-${name}.wasm`)];
  await Promise.all(
    wasm.map((name) => cp(`node_modules/@vscode/tree-sitter-wasm/wasm/${name}`, `dist/source/${name}`)),
  );
  await cp('src/source/queries', 'dist/source', { recursive: true });
}

async function reportSizes() {
  const files = [
    ...Object.values(selected).map((options) => /** @type {string} */ (options.outfile)),
    ...('webview' in selected ? ['dist/webview/main.css'] : []),
    ...('sqlConsole' in selected ? ['dist/webview/sql.css'] : []),
    ...('overview' in selected ? ['dist/webview/overview.css'] : []),
    ...('audit' in selected ? ['dist/webview/audit.css'] : []),
    ...('connect' in selected ? ['dist/webview/connect.css'] : []),
    ...('collector' in selected ? ['dist/sql-wasm.wasm'] : []),
  ];
  for (const file of files) {
    const { size } = await stat(file);
    const gzipped = gzipSync(await readFile(file)).length;
    console.log(`${file.padEnd(44)} ${kilobytes(size)}  ${kilobytes(gzipped)} gzipped`);
  }
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0).padStart(6)} kB`;
}

if ('collector' in selected || 'cli' in selected) await copyAssets();
if ('source' in selected) await copySourceAssets();
if ('host' in selected) await writeBundle();
if (watch) {
  for (const options of Object.values(selected)) await (await context(options)).watch();
  console.log('Watching for changes. Ctrl-C stops.');
} else {
  await Promise.all(Object.values(selected).map((options) => build(options)));
  await reportSizes();
}
