import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const TOKEN_BYTES = 32;
/** In base64url, without padding. */
const TOKEN = new RegExp(`^[\\w-]{${Math.ceil((TOKEN_BYTES * 4) / 3)}}$`);

/**
 * The token that senders present: random, and the same for a workspace as long as its terminals may live. It is for
 * the machine where the collector and its senders run, so it is kept there, as the journal is, in a file that only the
 * user can read. The editor's secret storage would keep it on the machine of the window, and in VS Code for the web
 * only until a reload.
 */
export class TokenStore {
  constructor(private readonly file: string) {}

  /** Rejects when it can neither be read nor kept. */
  async token(): Promise<string> {
    const kept = await readFile(this.file, 'utf8').catch(emptyWhenAbsent);
    if (TOKEN.test(kept)) return kept;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await mkdir(dirname(this.file), { recursive: true });
    await writeFile(this.file, token, { mode: 0o600 });
    return token;
  }
}

function emptyWhenAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
