import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Replaces the settings of a folder. VS Code follows these at once, unlike user settings changed outside of it. */
export async function writeWorkspaceSettings(
  folder: string,
  settings: Record<string, unknown>,
): Promise<void> {
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}
