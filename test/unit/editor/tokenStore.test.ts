import { describe, expect, it } from 'vitest';
import { TokenStore } from '../../../src/editor/tokenStore';

describe('TokenStore', () => {
  it('makes a token of 32 random bytes', async () => {
    const token = await new TokenStore(secrets(), 'one').token();
    expect(token).toMatch(/^[\w-]+$/);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await new TokenStore(secrets(), 'one').token()).not.toBe(token);
  });

  it('has the same for a workspace after a reload, and another for another', async () => {
    const kept = secrets();
    const token = await new TokenStore(kept, 'one').token();
    expect(await new TokenStore(kept, 'one').token()).toBe(token);
    expect(await new TokenStore(kept, 'two').token()).not.toBe(token);
  });

  it('rejects when it cannot be kept: terminals would be refused after a reload', async () => {
    const locked = { ...secrets(), store: () => Promise.reject(new Error('The keyring is locked.')) };
    await expect(new TokenStore(locked, 'one').token()).rejects.toThrow('The keyring is locked.');
  });
});

function secrets() {
  const kept = new Map<string, string>();
  return {
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}
