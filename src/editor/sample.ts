import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import { isOnPath } from './findProgram';
import type { SampleFolder } from './sampleFolder';
import type { SampleScenario } from './sampleScenarios';
import { isScenario, SAMPLE_SCENARIOS } from './sampleScenarios';
import { commandLine, shellSyntax } from './shellQuoting';
import { ReusedTerminal, tracedTerminalOptions } from './tracing/tracedTerminal';
import type { Tracing } from './tracing/tracing';

/** Run from the sample's folder with the scenario as its only argument. */
const SAMPLE_ENTRY = 'agent.mjs';

/**
 * Runs the sample agent. It has a terminal of its own, so that its command line is never typed into an agent that
 * waits for input in another one.
 */
export class SampleAgent {
  private readonly terminal = new ReusedTerminal();

  constructor(
    private readonly tracing: Tracing,
    private readonly sampleFolder: SampleFolder,
  ) {}

  /** Runs a scenario in a traced terminal; asks for one unless `scenario` names it. */
  async run(scenario: unknown): Promise<void> {
    const chosen = isScenario(scenario) ? scenario : await pickScenario();
    if (!chosen) return;
    const folder = await this.sampleFolder.current();
    const node = isOnPath('node', process.env, process.platform, isFile) ? 'node' : process.execPath;
    const options = await tracedTerminalOptions(this.tracing, {
      name: vscode.l10n.t('Turnline Sample'),
      cwd: folder,
      // Without a node of the user's own, the editor's executable stands in for it.
      ...(node !== 'node' && { extraEnv: { ELECTRON_RUN_AS_NODE: '1' } }),
    });
    const entry = vscode.Uri.joinPath(folder, SAMPLE_ENTRY).fsPath;
    this.terminal.run(options, commandLine([node, entry, chosen], shellSyntax(vscode.env.shell)));
  }
}

async function pickScenario(): Promise<SampleScenario | undefined> {
  const t = vscode.l10n.t;
  const descriptions: Record<SampleScenario, string> = {
    loop: t('A search is repeated with the same arguments and the same result'),
    clean: t('Five turns without a fault'),
    error: t('A tool fails, is retried, then times out'),
    subagents: t('A hand-off and two sub-agents in parallel'),
    long: t('200 turns with a growing history, cache reads and writes'),
  };
  const items = SAMPLE_SCENARIOS.map((label) => ({ label, description: descriptions[label] }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Run the Sample Agent'),
    placeHolder: t('What should the agent do?'),
    matchOnDescription: true,
  });
  return picked?.label;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
