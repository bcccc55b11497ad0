/** Maps the path that an emitter put into `code.file.path` (or `code.filepath`) to a file here. Pure. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder whose files may be opened without asking. */
export interface SourceRoot {
  /** As the editor knows it. */
  path: string;
  /** With symbolic links resolved: what a running program reports. */
  realPath: string;
}

export interface EmittedPath {
  /** Absolute path here, spelt as the editor knows it. */
  file: string;
  /** The root that it lies in; null when it lies in none. */
  root: SourceRoot | null;
}

/**
 * Every file that an emitted path may mean, best first. An absolute path (or `file:` URL) means one file, inside a
 * root or not; a relative one may lie in any root and never leads out of it. Network paths mean nothing: looking at
 * one would already contact a machine of the trace's choice.
 */
export function emittedPaths(
  emitted: string,
  roots: readonly SourceRoot[],
  platform: NodeJS.Platform,
): EmittedPath[] {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const file = emitted.startsWith('file:') ? pathOfUrl(emitted, platform) : emitted;
  if (file === null || file === '' || file.includes('\0') || isNetworkPath(file)) return [];
  if (!paths.isAbsolute(file)) {
    return roots.flatMap((root) => {
      const joined = paths.resolve(root.path, file);
      return isInside(joined, root.path, paths) ? [{ file: joined, root }] : [];
    });
  }
  const absolute = paths.normalize(file);
  for (const root of roots) {
    for (const spelling of [root.path, root.realPath]) {
      if (!isInside(absolute, spelling, paths)) continue;
      return [{ file: paths.join(root.path, paths.relative(spelling, absolute)), root }];
    }
  }
  return [{ file: absolute, root: null }];
}

function isInside(file: string, folder: string, paths: path.PlatformPath): boolean {
  const relative = paths.relative(folder, file);
  return relative !== '' && relative.split(paths.sep)[0] !== '..' && !paths.isAbsolute(relative);
}

function isNetworkPath(file: string): boolean {
  return /^[\\/]{2}/.test(file);
}

function pathOfUrl(url: string, platform: NodeJS.Platform): string | null {
  try {
    return fileURLToPath(url, { windows: platform === 'win32' });
  } catch {
    // No file URL after all, or one with a host: nothing to open.
    return null;
  }
}
