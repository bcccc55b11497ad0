import { build } from 'esbuild';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** The collector as a program, in a temporary folder, so that tests run what the sources say now. */
export async function bundleCollector(): Promise<{ script: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'turnline-collector-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await bundleInto(folder);
  } catch (error) {
    await remove();
    throw error;
  }
  return { script: join(folder, 'collector.js'), remove };
}

async function bundleInto(folder: string): Promise<void> {
  await build({
    entryPoints: {
      collector: join(ROOT, 'src/collector/main.ts'),
      receiver: join(ROOT, 'src/collector/receiver/main.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  await copyFile(join(ROOT, 'node_modules/sql.js/dist/sql-wasm.wasm'), join(folder, 'sql-wasm.wasm'));
}
