/** Debug sessions whose programs send their traces here, for those who want that. */
import { readFile } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { namesInEnvFile, withoutRemovals } from '../../presets/environment';
import { messageOf } from '../../protocol/rpc';
import { envFilesOf, isTraceable, withEnvironment } from './debugEnvironment';
import type { Tracing } from './tracing';

/**
 * Works on configurations whose variables are substituted, after everybody else's providers: what `${env:…}` and
 * `envFile` came to is known then.
 */
export class DebugTracing {
  constructor(
    private readonly tracing: Tracing,
    private readonly log: vscode.LogOutputChannel,
  ) {}

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
}

async function readOrNothing(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
