// @ts-check
// npm run bench -- NAME [arguments]: bundles test/bench/NAME.ts and runs it. README.md says what there is.
import '../tools/nodeVersion.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies } from '../tools/dependencies.mjs';
import { ROOT, TEST_RESULTS } from '../tools/paths.mjs';
import { reportFailure } from '../tools/progress.mjs';

/** @returns {Promise<string[]>} The names of the benchmarks. */
async function benchmarks() {
  const files = await readdir(join(ROOT, 'test', 'bench'));
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length));
}

/**
 * @param {string} name
 * @returns {Promise<string>} The path of the bundle; two levels below the root, as the sources are, for what looks
 *   for files beside itself.
 */
async function bundle(name) {
  // Not before the dependencies are there.
  const { build } = await import('esbuild');
  const outfile = join(TEST_RESULTS, 'bench', `${name}.cjs`);
  await build({
    entryPoints: [join(ROOT, 'test', 'bench', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    // They look for files beside their own.
    external: ['esbuild', 'playwright-core'],
    // Scripts of test/ look two levels up for the root, and so does the bundle.
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'bundleUrl' },
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const known = await benchmarks();
  if (name === undefined || !known.includes(name)) {
    throw new Error(`Usage: npm run bench -- NAME [arguments]\nThe benchmarks are: ${known.join(', ')}.`);
  }
  await ensureDependencies();
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--expose-gc', await bundle(name), ...args],
    {
      cwd: ROOT,
      stdio: 'inherit',
    },
  );
  const [code] = await once(child, 'close');
  process.exitCode = code ?? 1;
}

main().catch((error) => {
  reportFailure(error);
  process.exitCode = 1;
});
