/** What a debug configuration gets. Pure. */

/** Types whose configurations have an `env` of variables: node and its kin, Python, Go, .NET. */
export const DEBUG_TYPES = [
  'node',
  'pwa-node',
  'node-terminal',
  'python',
  'debugpy',
  'go',
  'coreclr',
] as const;

export interface LaunchConfiguration {
  type: string;
  request: string;
  env?: unknown;
  envFile?: unknown;
}

/** Whether a program is started, with variables: one that is attached to has its environment already. */
export function isTraceable({ type, request }: LaunchConfiguration): boolean {
  return request === 'launch' && DEBUG_TYPES.some((each) => each === type);
}

/** Paths of the files that set variables, too; Go's debugger takes several. */
export function envFilesOf({ envFile }: LaunchConfiguration): string[] {
  const files: unknown[] = Array.isArray(envFile) ? envFile : [envFile];
  return files.filter((file): file is string => typeof file === 'string' && file !== '');
}

/**
 * The configuration with our variables beside its own. What the user set counts, in the configuration or in a file
 * that it names.
 *
 * @param inEnvFiles names that such files set
 */
export function withEnvironment<T extends LaunchConfiguration>(
  configuration: T,
  variables: Readonly<Record<string, string>>,
  inEnvFiles: ReadonlySet<string>,
): T {
  const own = typeof configuration.env === 'object' && configuration.env !== null ? configuration.env : {};
  const ours = Object.entries(variables).filter(([name]) => !inEnvFiles.has(name));
  return { ...configuration, env: { ...Object.fromEntries(ours), ...own } };
}
