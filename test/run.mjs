// @ts-check
// npm test: everything that must hold, one stage after the other, and one line of figures at the end.
//   npm test                       all stages
//   npm test -- unit webview       some of them
//   TURNLINE_VSCODE=1.100 npm test -- e2e    end to end on one VS Code version only
import './tools/nodeVersion.mjs';
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packageVsix } from './tools/build.mjs';
import { ensureChromium } from './tools/chromium.mjs';
import { ensureDependencies } from './tools/dependencies.mjs';
import { ROOT, TEST_RESULTS } from './tools/paths.mjs';
import { run } from './tools/processes.mjs';
import { reportFailure, step } from './tools/progress.mjs';
import { ensureVsCode } from './vscode/install.mjs';
import { testedVersions } from './vscode/versions.mjs';

/**
 * @typedef {{ passed: number; failed: number; skipped: number }} Figures
 */

/**
 * In running order. A stage counts as one test, except for vitest's, which count every test in them.
 *
 * @type {Record<string, () => Promise<Figures>>}
 */
const STAGES = {
  types: () =>
    check('Checking types', [
      [bin('typescript/bin/tsc'), '-p', '.'],
      [bin('typescript/bin/tsc'), '-p', 'webview'],
    ]),
  lint: () =>
    check('Checking style', [
      [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'],
      [bin('prettier/bin/prettier.cjs'), '--check', '.'],
    ]),
  package: () => countAsOne(packageVsix),
  unit: () => vitest('unit'),
  webview: async () => {
    await ensureChromium();
    return vitest('webview');
  },
  e2e: async () => {
    await ensureChromium();
    for (const version of testedVersions()) await ensureVsCode(version);
    return vitest('e2e');
  },
};

/** @param {string} path In node_modules. */
function bin(path) {
  return join(ROOT, 'node_modules', path);
}

/**
 * Runs Node programs side by side; all must end well.
 *
 * @param {string} title
 * @param {string[][]} programs Each a script and its arguments.
 */
function check(title, programs) {
  return countAsOne(() =>
    step(title, async () => {
      const runs = await Promise.allSettled(
        programs.map((args) => run(process.execPath, args, { cwd: ROOT })),
      );
      const failures = runs.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      for (const failure of failures) reportFailure(failure);
      if (failures.length > 0) throw new Error(`${title} found problems.`);
    }),
  );
}

/**
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Figures>}
 */
async function countAsOne(work) {
  await work();
  return { passed: 1, failed: 0, skipped: 0 };
}

/**
 * Runs one project of vitest.config.ts, showing its own report.
 *
 * @param {string} project
 * @returns {Promise<Figures>}
 */
async function vitest(project) {
  const report = join(TEST_RESULTS, `${project}.json`);
  await rm(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      bin('vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const code = await new Promise((resolve) => child.once('close', resolve));
  const results = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
  if (results === undefined)
    throw new Error(`vitest's ${project} tests ended without a report (exit code ${code}).`);

  // A file that fails to load, or an error outside any test, has no failed test to its name.
  const brokenFiles = results.testResults.filter(
    (/** @type {{ status: string; assertionResults: { status: string }[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  const failed = results.numFailedTests + brokenFiles;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

async function main() {
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !(name in STAGES));
  if (unknown.length > 0) {
    throw new Error(`Unknown stage ${unknown.join(', ')}. The stages are ${Object.keys(STAGES).join(', ')}.`);
  }
  await mkdir(TEST_RESULTS, { recursive: true });
  await ensureDependencies();

  const total = { passed: 0, failed: 0, skipped: 0 };
  const failedStages = [];
  for (const [name, stage] of Object.entries(STAGES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    console.log(`\n── ${name} ──`);
    const figures = await stage().catch((error) => {
      reportFailure(error);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    if (figures.failed > 0) failedStages.push(name);
    total.passed += figures.passed;
    total.failed += figures.failed;
    total.skipped += figures.skipped;
  }
  console.log(failedStages.length > 0 ? `\nFailed: ${failedStages.join(', ')}\n` : '');
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

main().catch((error) => {
  reportFailure(error);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
