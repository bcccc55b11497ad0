import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** sql.js's WebAssembly lies beside the bundle; the sources run with the package's own. */
export async function readSqlWasm(): Promise<Uint8Array> {
  const bundled = join(__dirname, 'sql-wasm.wasm');
  const installed = join(__dirname, '../../node_modules/sql.js/dist/sql-wasm.wasm');
  const path = await access(bundled).then(
    () => bundled,
    () => installed,
  );
  return readFile(path);
}
