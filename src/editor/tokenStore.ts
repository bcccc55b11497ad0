import { randomBytes } from 'node:crypto';

/** Where secrets are kept; `vscode.SecretStorage` is one. */
export interface Secrets {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
}

const TOKEN_BYTES = 32;

/** The token that senders present: random, and the same for a workspace as long as its terminals may live. */
export class TokenStore {
  constructor(
    private readonly secrets: Secrets,
    /** What tells this workspace from others. */
    private readonly workspace: string,
  ) {}

  /** Rejects when the editor cannot keep secrets. */
  async token(): Promise<string> {
    const key = `collector.token ${this.workspace}`;
    const kept = await this.secrets.get(key);
    if (kept !== undefined && kept !== '') return kept;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await this.secrets.store(key, token);
    return token;
  }
}
