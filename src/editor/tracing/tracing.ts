/** What a traced program's environment is, by the settings of the workspace. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { prependedInShell, prependedPath } from '../../presets/environment';
import type { Environment, TraceTarget } from '../../presets/preset';
import { chosenPresets, DEFAULT_PRESETS, tracedEnvironment } from '../../presets/presets';
import { wrapperScript } from '../../presets/wrapperScript';
import { SETTING } from '../../protocol/ids';
import type { CollectorService } from '../collectorService';
import { tracesAllTerminals, tracesDebugSessions, tracingSetting } from './tracingSettings';

export class Tracing {
  constructor(
    private readonly collector: CollectorService,
    /** Takes the scripts of wrapped programs. */
    private readonly scriptFolder: string,
  ) {}

  /** Ids of the presets in force. */
  get presets(): readonly string[] {
    const value = tracingSetting(SETTING.tracingPresets);
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : DEFAULT_PRESETS;
  }

  get allTerminals(): boolean {
    return tracesAllTerminals();
  }

  get debugSessions(): boolean {
    return tracesDebugSessions();
  }

  /** Starts the collector when necessary. Rejects when it cannot listen. */
  async target(): Promise<TraceTarget> {
    const { http, token } = await this.collector.endpoint();
    if (http === null) throw new Error(vscode.l10n.t('The collector does not listen for OTLP/HTTP.'));
    return { httpPort: http, token };
  }

  /** Of a program in a terminal, wrapped programs on its search path included. Rejects as `target` does. */
  async environment(): Promise<Environment> {
    const scripts = await this.scripts();
    return {
      ...(await this.variables()),
      ...prependedPath(scripts, process.env, process.platform),
      ...prependedInShell(scripts, process.platform),
    };
  }

  /** The same without the search path. */
  async variables(): Promise<Environment> {
    return tracedEnvironment(await this.target(), this.presets);
  }

  /** The folder with the scripts of the presets in force, and of no others. */
  async scripts(): Promise<string> {
    const scripts = chosenPresets(this.presets).flatMap(({ wrapper }) =>
      wrapper ? [wrapperScript(wrapper, process.platform)] : [],
    );
    // One folder per set, so that no other window takes a script away.
    const names = scripts.map(({ name }) => name).join('+');
    const folder = join(this.scriptFolder, names === '' ? 'none' : names);
    await mkdir(folder, { recursive: true });
    for (const { name, text } of scripts) {
      const file = join(folder, name);
      if ((await readFile(file, 'utf8').catch(() => '')) !== text)
        await writeFile(file, text, { mode: 0o755 });
    }
    return folder;
  }
}
