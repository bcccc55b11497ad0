/** Folders with other people's code or with generated code, ignored by Git or not. Pure. */
export const FOREIGN_FOLDERS = [
  'node_modules',
  'site-packages',
  '.git',
  '.hg',
  '.venv',
  'venv',
  '__pycache__',
  'dist',
  'out',
  'vendor',
  'target',
  'obj',
  '.next',
  '.tox',
  '.vscode-test',
];

/** Whether a path, relative to the folder it is looked for in, lies in one of them. */
export function isForeign(path: string): boolean {
  return path.split(/[\\/]/).some((folder) => FOREIGN_FOLDERS.includes(folder));
}
