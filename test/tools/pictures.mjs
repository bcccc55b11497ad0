// @ts-check
// npm run pictures: the README's pictures, taken of the packaged extension in real VS Code.
import './nodeVersion.mjs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_VERSION, vsCodeVersion } from '../vscode/versions.mjs';
import { ensureVsCode } from '../vscode/install.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ROOT, TEST_RESULTS } from './paths.mjs';
import { run } from './processes.mjs';
import { reportFailure, step } from './progress.mjs';

/** By the name in the README: the name of the test's screenshot. */
const PICTURES = { 'session-dark': 'sample-loop-vscode-dark', 'session-light': 'sample-loop-vscode-light' };

try {
  await ensureDependencies();
  await ensureChromium();
  await ensureVsCode(vsCodeVersion(DEFAULT_VERSION));
  await step('Taking the pictures', () =>
    run(
      process.execPath,
      [
        join(ROOT, 'node_modules/vitest/vitest.mjs'),
        ...['run', '--project', 'e2e', 'test/e2e/session.test.ts', '-t', 'with the sample agent'],
      ],
      { cwd: ROOT, env: { ...process.env, TURNLINE_VSCODE: DEFAULT_VERSION } },
    ),
  );
  const folder = join(ROOT, 'media', 'readme');
  await mkdir(folder, { recursive: true });
  for (const [name, screenshot] of Object.entries(PICTURES)) {
    await copyFile(
      join(TEST_RESULTS, 'e2e', `${DEFAULT_VERSION}-${screenshot}.png`),
      join(folder, `${name}.png`),
    );
  }
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
