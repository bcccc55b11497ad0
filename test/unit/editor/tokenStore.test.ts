import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TokenStore } from '../../../src/editor/tokenStore';

describe('TokenStore', () => {
  let folder: string;
  const fileOf = (workspace: string) => join(folder, workspace, 'token');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turnline-token-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes a token of 32 random bytes', async () => {
    const token = await new TokenStore(fileOf('one')).token();
    expect(token).toMatch(/^[\w-]+$/);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await new TokenStore(fileOf('two')).token()).not.toBe(token);
  });

  it('has the same for a workspace after a reload', async () => {
    const token = await new TokenStore(fileOf('one')).token();
    expect(await new TokenStore(fileOf('one')).token()).toBe(token);
  });

  it.skipIf(process.platform === 'win32')('keeps it where only the user can read it', async () => {
    await new TokenStore(fileOf('one')).token();
    expect((await stat(fileOf('one'))).mode & 0o777).toBe(0o600);
  });

  it('replaces what is no token', async () => {
    await mkdir(join(folder, 'one'));
    await writeFile(fileOf('one'), 'x');
    const token = await new TokenStore(fileOf('one')).token();
    expect(token).not.toBe('x');
    expect(await readFile(fileOf('one'), 'utf8')).toBe(token);
  });

  it('rejects when it cannot be kept: terminals would be refused after a reload', async () => {
    await writeFile(join(folder, 'one'), 'a file where the folder should be');
    await expect(new TokenStore(fileOf('one')).token()).rejects.toThrow('ENOTDIR');
  });
});
