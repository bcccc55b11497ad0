import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureVsix } from '../../tools/build.mjs';
import { ensureVsCode } from '../../vscode/install.mjs';
import { installExtension, profileIn, startServer, writeSettings } from '../../vscode/server.mjs';
import type { VsCodeVersion } from '../../vscode/versions.mjs';

/**
 * On a busy machine a window of 1.139 may be reloaded before its goodbye is sent, once in some thirty times; its
 * extension host then waits for it. Longer than any reload takes, so that terminals outlive those.
 */
const GRACE_SECONDS = 30;

export interface RunningVsCode {
  /** Where to open the given folder. */
  folderUrl(folder: string): string;
  /** A new, empty folder that goes when this VS Code does. */
  newFolder(name: string): Promise<string>;
  /** Of the server's process. */
  pid: number;
  stop: () => Promise<void>;
}

/**
 * Starts a VS Code that has never been used, with the packaged extension installed.
 *
 * @param settings Of the user.
 * @param machineSettings Of the machine where the collector runs: where those of machine scope count.
 * @param extensions Packages of others.
 * @param logs Folder that takes what the server prints, and VS Code's own logs when it stops.
 */
export async function startVsCode(
  version: VsCodeVersion,
  {
    settings,
    machineSettings = {},
    extensions = [],
    logs,
  }: {
    settings: Record<string, unknown>;
    machineSettings?: Record<string, unknown>;
    extensions?: readonly string[];
    logs: string;
  },
): Promise<RunningVsCode> {
  const vsCode = await ensureVsCode(version);
  const home = await mkdtemp(join(tmpdir(), `turnline-vscode-${version.name}-`));
  const profile = profileIn(home);
  await writeSettings(profile, settings);
  await mkdir(join(profile.data, 'Machine'), { recursive: true });
  await writeFile(join(profile.data, 'Machine', 'settings.json'), JSON.stringify(machineSettings));
  for (const vsix of [...extensions, await ensureVsix()]) await installExtension(vsCode, profile, vsix);
  await rm(logs, { recursive: true, force: true });
  const server = await startServer(vsCode, profile, {
    log: join(logs, 'server.log'),
    graceSeconds: GRACE_SECONDS,
  });
  return {
    folderUrl: server.folderUrl,
    pid: server.pid,
    newFolder: async (name) => {
      const folder = join(home, name);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    stop: async () => {
      await server.stop();
      await cp(join(profile.data, 'logs'), logs, { recursive: true });
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
