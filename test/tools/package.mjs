// @ts-check
// npm run package: the .vsix, freshly built, and its size.
import './nodeVersion.mjs';
import { packageVsix } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { reportFailure } from './progress.mjs';

try {
  await ensureDependencies();
  await packageVsix();
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
