/** Debug sessions whose programs send their traces here, for those who want that. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { namesInEnvFile, withoutRemovals } from '../../presets/environment';
import { messageOf } from '../../protocol/rpc';
import { DEBUG_TYPES, envFilesOf, isTraceable, withEnvironment } from './debugEnvironment';
import type { Tracing } from './tracing';

/**
 * Works on configurations whose variables are substituted, after everybody else's providers: what `${env:…}` and
 * `envFile` came to is known then.
 */
export class DebugTracing implements vscode.DebugConfigurationProvider, vscode.Disposable {
  private readonly registrations: vscode.Disposable[];

  constructor(
    private readonly tracing: Tracing,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registrations = DEBUG_TYPES.map((type) =>
      vscode.debug.registerDebugConfigurationProvider(type, this),
    );
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    if (!this.tracing.debugSessions || !isTraceable(configuration)) return configuration;
    try {
      const variables = withoutRemovals(await this.tracing.variables(), process.env);
      const files = await Promise.all(envFilesOf(configuration).map(readOrNothing));
      return withEnvironment(configuration, variables, new Set(files.flatMap(namesInEnvFile)));
    } catch (error) {
      // Whoever debugs wants the program to run, traced or not.
      this.log.error(`The debug session is not traced: ${messageOf(error)}`);
      return configuration;
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.registrations).dispose();
  }
}

async function readOrNothing(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
