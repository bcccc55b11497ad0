/** Folders with other people's code or with generated code. */
export const FOREIGN_FOLDERS = [
  'node_modules',
  'site-packages',
  '.git',
  'dist',
  'out',
  'vendor',
  '.venv',
  'venv',
  '__pycache__',
];

/** Whether a path, relative to the folder it is looked for in, lies in one of them. */
export function isForeign(path: string): boolean {
  return path.split(/[\\/]/).some((folder) => FOREIGN_FOLDERS.includes(folder));
}

/** Whether a path looks like a test's: tests name tools, too. */
export function isTest(path: string): boolean {
  return (
    /(?:^|[\\/])(?:tests?|__tests__|__mocks__)[\\/]/.test(path) ||
    /(?:^|[\\/])(?:test_[^\\/]*|[^\\/]*_test|conftest)\.py$/.test(path) ||
    /\.(?:test|spec)\.\w+$/.test(path)
  );
}
