/** Codex's configuration file with and without our section. The rest of the file stays as it is, byte for byte. */

const BEGIN = '# Turnline: begin. “Turnline: Connect Your Agent” takes this out again.';
const END = '# Turnline: end.';
const SECTION = new RegExp(`\\n*${BEGIN}\\n[^]*?${END}\\n?`);
/** Written by the user; a second one would make the file invalid. */
const OWN_SECTION = /^\s*(?:\[\s*otel\s*[\].]|otel\s*[.=])/m;

export function hasCodexSection(text: string): boolean {
  return SECTION.test(text);
}

export function withoutCodexSection(text: string): string {
  return text.replace(SECTION, (found, at: number) => (at > 0 && found.startsWith('\n') ? '\n' : ''));
}

/** The section at the end, instead of one that is there already; null when the user has a section of their own. */
export function withCodexSection(text: string, section: string): string | null {
  const rest = withoutCodexSection(text);
  if (OWN_SECTION.test(rest)) return null;
  const before = rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`;
  return `${before}${before === '' ? '' : '\n'}${BEGIN}\n${section}\n${END}\n`;
}
