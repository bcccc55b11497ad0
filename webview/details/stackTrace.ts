/** Places in code that a stack trace names, whichever language wrote it. Pure. */
import type { FilePlace } from '../../src/protocol/panel';

export interface StackLine {
  text: string;
  /** What the line names, and where in its text that stands; null where it names nothing. */
  place: (FilePlace & { from: number; to: number }) | null;
}

/** Python and .NET; all others put line and column behind the path. Each has file, line, column. */
const PATTERNS: readonly RegExp[] = [
  /File "(?<file>[^"]+)", line (?<line>\d+)/d,
  / in (?<file>\S.*?):line (?<line>\d+)/d,
  /(?<file>(?:file:\/\/)?(?:[A-Za-z]:)?[^\s()'":<>|]*[\\/][^\s()'":<>|]+\.\w+)[:(](?<line>\d+)(?::(?<column>\d+))?/d,
];

export function stackLines(trace: string): StackLine[] {
  return trace.split(/\r?\n/).map((text) => ({ text, place: placeIn(text) }));
}

function placeIn(text: string): StackLine['place'] {
  // No frame is that long, and expressions on what anybody sends must not take long.
  if (text.length > 2_000) return null;
  for (const pattern of PATTERNS) {
    const found = pattern.exec(text);
    const { file, line, column } = found?.groups ?? {};
    const [from, endOfFile] = found?.indices?.groups?.file ?? [];
    if (!file || !line || from === undefined || endOfFile === undefined) continue;
    const end = found?.indices?.groups?.column ?? found?.indices?.groups?.line;
    const isCall = text[endOfFile] === ':' || text[endOfFile] === '(';
    return {
      file,
      line: Number(line),
      column: column === undefined ? null : Number(column),
      from,
      to: isCall ? (end?.[1] ?? endOfFile) : endOfFile,
    };
  }
  return null;
}
