// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Everything the scripts download or make for running VS Code; safe to delete. */
export const VSCODE_TEST = join(ROOT, '.vscode-test');

/** What a test run leaves to look at: screenshots, logs, reports. */
export const TEST_RESULTS = join(ROOT, 'test-results');
