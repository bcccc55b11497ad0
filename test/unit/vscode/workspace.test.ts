import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refreshWorkspace } from '../../vscode/workspace.mjs';

describe('the copy of the sample', () => {
  let folder: string;
  let sample: string;
  let workspace: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turnline-workspace-'));
    sample = join(folder, 'sample');
    workspace = join(folder, 'workspace');
    await mkdir(join(sample, 'tools'), { recursive: true });
    await writeFile(join(sample, 'agent.mjs'), 'agent 1');
    await writeFile(join(sample, 'tools', 'search.mjs'), 'search 1');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const content = (path: string) => readFile(join(workspace, path), 'utf8').catch(() => null);

  it('is made with its subfolders', async () => {
    expect(await refreshWorkspace(workspace, sample)).toEqual([]);
    expect(await content('agent.mjs')).toBe('agent 1');
    expect(await content('tools/search.mjs')).toBe('search 1');
  });

  it('follows the sample where nobody edited it', async () => {
    await refreshWorkspace(workspace, sample);
    await writeFile(join(sample, 'agent.mjs'), 'agent 2');
    await rm(join(sample, 'tools', 'search.mjs'));
    expect(await refreshWorkspace(workspace, sample)).toEqual([]);
    expect(await content('agent.mjs')).toBe('agent 2');
    expect(await content('tools/search.mjs')).toBeNull();
  });

  it('keeps what was edited or added, and says so as long as the sample has something newer', async () => {
    await refreshWorkspace(workspace, sample);
    await writeFile(join(workspace, 'agent.mjs'), 'my agent');
    await writeFile(join(workspace, 'notes.md'), 'mine');
    expect(await refreshWorkspace(workspace, sample)).toEqual([]);
    await writeFile(join(sample, 'agent.mjs'), 'agent 2');
    expect(await refreshWorkspace(workspace, sample)).toEqual(['agent.mjs']);
    expect(await refreshWorkspace(workspace, sample)).toEqual(['agent.mjs']);
    expect(await content('agent.mjs')).toBe('my agent');
    expect(await content('notes.md')).toBe('mine');
  });

  it('keeps files of unknown origin', async () => {
    await mkdir(workspace);
    await writeFile(join(workspace, 'agent.mjs'), 'someone else');
    expect(await refreshWorkspace(workspace, sample)).toEqual(['agent.mjs']);
    expect(await content('agent.mjs')).toBe('someone else');
  });
});
