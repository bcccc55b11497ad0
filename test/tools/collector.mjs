// @ts-check
// npm run collector -- --http 4318: the headless collector, built first when it is older than its sources.
// Only the collector writes to stdout.
import './nodeVersion.mjs';
import { pathToFileURL } from 'node:url';
import { ensureCollector } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { reportFailure } from './progress.mjs';

try {
  await ensureDependencies();
  await import(pathToFileURL(await ensureCollector()).href);
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
