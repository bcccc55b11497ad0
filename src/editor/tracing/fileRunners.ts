/** How a file of source code is run. Pure: whoever knows the workspace passes it in. */

export interface RunSurroundings {
  /** Path of the Python that the workspace uses, where that is known. */
  python: string | null;
  /** Path of the workspace's own `tsx`, where it has one. */
  tsx: string | null;
  isOnPath: (program: string) => boolean;
}

type CommandWords = [program: string, ...arguments_: string[]];

const RUNNERS: Record<string, (file: string, around: RunSurroundings) => CommandWords> = {
  py: (file, { python, isOnPath }) => [python ?? (isOnPath('python3') ? 'python3' : 'python'), file],
  js: (file) => ['node', file],
  mjs: (file) => ['node', file],
  cjs: (file) => ['node', file],
  ts: runTypeScript,
  mts: runTypeScript,
  cts: runTypeScript,
  tsx: runTypeScript,
  go: (file) => ['go', 'run', file],
  // Java 11 and later run a file of source code.
  java: (file) => ['java', file],
  // .NET 10 and later likewise.
  cs: (file) => ['dotnet', 'run', file],
  rb: (file) => ['ruby', file],
};

/** Extensions, without the dot, of files that can be run; the manifest's conditions name the same. */
export const RUNNABLE_EXTENSIONS: readonly string[] = Object.keys(RUNNERS);

/** null when it is not known how. */
export function runCommand(file: string, around: RunSurroundings): CommandWords | null {
  const extension = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(RUNNERS, extension) ? RUNNERS[extension]!(file, around) : null;
}

function runTypeScript(file: string, { tsx, isOnPath }: RunSurroundings): CommandWords {
  if (tsx !== null) return [tsx, file];
  return isOnPath('tsx') ? ['tsx', file] : ['npx', '--yes', 'tsx', file];
}
