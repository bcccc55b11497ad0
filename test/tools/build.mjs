// @ts-check
// Builds what is older than its sources, and nothing else.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { ROOT } from './paths.mjs';
import { step } from './progress.mjs';

/** A `.vsix` beyond this has something in it that does not belong there. */
const MAXIMUM_VSIX_BYTES = 3_000_000;

const BUNDLE_SOURCES = ['src', 'esbuild.mjs', 'package-lock.json'];
const VSIX_SOURCES = [
  ...BUNDLE_SOURCES,
  'webview',
  'media',
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  '.vscodeignore',
];
/** Made by the build, in a folder of sources. */
const BUILT_IN_SOURCES = 'media/sample/vendor';

/**
 * Builds the bundles, or one of them.
 *
 * @param {string} [only] Its name in esbuild.mjs.
 * @returns {Promise<string>} The report of their sizes.
 */
function build(only) {
  const args = only === undefined ? [] : ['--only', only];
  return step(`Building${only === undefined ? '' : ` the ${only}`}`, () =>
    run(process.execPath, ['esbuild.mjs', ...args], { cwd: ROOT }),
  );
}

/**
 * Builds the collector when it is older than a source.
 *
 * @returns {Promise<string>} The path of its bundle.
 */
export async function ensureCollector() {
  const bundle = join(ROOT, 'dist', 'collector.js');
  if (await isOlderThan(bundle, BUNDLE_SOURCES)) await build('collector');
  return bundle;
}

/**
 * Builds the thread of the source index when it is older than a source.
 *
 * @returns {Promise<string>} The path of its bundle.
 */
export async function ensureSourceIndex() {
  const bundle = join(ROOT, 'dist', 'source.js');
  if (await isOlderThan(bundle, BUNDLE_SOURCES)) await build('source');
  return bundle;
}

/** @returns {Promise<string>} The path of the packaged extension, made when it is older than a source. */
export async function ensureVsix() {
  const path = await vsixPath();
  if (await isOlderThan(path, VSIX_SOURCES)) await packageVsix();
  return path;
}

/** Where `vsce` puts the packaged extension. */
export async function vsixPath() {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return join(ROOT, `${manifest.name}-${manifest.version}.vsix`);
}

/**
 * Builds and packages the extension, and prints its size.
 *
 * @throws {Error} when the package is larger than it may be.
 */
export async function packageVsix() {
  const report = await build();
  const path = await vsixPath();
  const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  await step('Packaging the extension', () =>
    run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', path], { cwd: ROOT }),
  );
  const { size } = await stat(path);
  console.error(report.trimEnd().replaceAll(/^/gm, '  '));
  console.error(`  ${path.slice(ROOT.length + 1)}: ${(size / 1000).toFixed(0)} kB`);
  if (size > MAXIMUM_VSIX_BYTES) {
    throw new Error(
      `${path} has ${size} bytes, more than the ${MAXIMUM_VSIX_BYTES} that are allowed. ` +
        'See what is in it with "npx vsce ls --no-dependencies", and leave out what does not run in .vscodeignore.',
    );
  }
}

/**
 * @param {string} output
 * @param {string[]} sources Files and folders, relative to the root; missing ones do not count.
 */
async function isOlderThan(output, sources) {
  const made = await modifiedAt(output);
  const newest = await Promise.all(sources.map((source) => newestIn(source)));
  return Math.max(...newest) > made;
}

/**
 * A folder's own time counts too: it changes when a file is added or removed.
 *
 * @param {string} source
 * @returns {Promise<number>} Epoch milliseconds of the latest change in a file or a whole folder.
 */
async function newestIn(source) {
  const entries = await readdir(join(ROOT, source), { withFileTypes: true }).catch(() => []);
  const children = entries
    .map((entry) => `${source}/${entry.name}`)
    .filter((child) => child !== BUILT_IN_SOURCES)
    .map((child) => newestIn(child));
  return Math.max(await modifiedAt(join(ROOT, source)), ...(await Promise.all(children)));
}

/** @param {string} path */
async function modifiedAt(path) {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
