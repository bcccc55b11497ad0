import path from 'node:path';

/**
 * Whether a program would be found on the search path.
 *
 * @param env the environment whose `PATH` (and on Windows `PATHEXT`) counts
 * @param isFile answers for one absolute path
 */
export function isOnPath(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  isFile: (file: string) => boolean,
): boolean {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  const suffixes = windows ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  // Windows spells the variable as it likes.
  const searchPath = Object.entries(env).find(([name]) =>
    windows ? name.toUpperCase() === 'PATH' : name === 'PATH',
  )?.[1];
  return (searchPath ?? '')
    .split(paths.delimiter)
    .filter((directory) => directory !== '')
    .some((directory) => suffixes.some((suffix) => isFile(paths.join(directory, program + suffix))));
}
