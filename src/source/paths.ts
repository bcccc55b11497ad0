/** Names of files and folders, with the separators of any system. Pure. */

/** The file's name without its extension. */
export function stemOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
}

/** Empty for a file without one. */
export function folderOf(file: string): string {
  return file.replace(/[\\/]?[^\\/]*$/, '');
}
