const LONGEST = 60;

/**
 * A file's name that every file system takes. Titles come from traces: they may contain anything, and must lead into no
 * other folder.
 */
export function exportFileName(title: string, ending: string): string {
  const words = title
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, '');
  return `${words === '' ? 'session' : words}.${ending}`;
}
