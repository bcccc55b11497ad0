/** Reads the frames of stack traces as runtimes write them. Pure. */

export interface StackFrame {
  /** As written: absolute, relative, a `file:` URL, or a bare file name (Java). */
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based; null where the runtime gives none. */
  column: number | null;
  functionName: string | null;
}

interface FramePattern {
  /** Groups `file`, `line` and perhaps `column` and `name`. */
  pattern: RegExp;
  /** Whether the innermost frame is written last. */
  innermostLast?: true;
}

const PATTERNS: FramePattern[] = [
  // Python: `  File "/app/tools.py", line 12, in search`
  {
    pattern: /^\s*File "(?<file>[^"\n]+)", line (?<line>\d+)(?:, in (?<name>[^\n]+))?/gm,
    innermostLast: true,
  },
  // .NET: `   at App.Tools.Search(String q) in C:\app\Tools.cs:line 12`
  { pattern: /^\s*at (?<name>[^\n(]+)\([^\n]*\) in (?<file>[^\n]+):line (?<line>\d+)/gm },
  // Java: `	at com.app.Tools.search(Tools.java:12)`
  {
    pattern:
      /^\s*at (?:[\w.@/-]+\/)?(?<name>[\w.$<>]+)\((?<file>\w[\w$-]*\.(?:java|kt|scala|groovy)):(?<line>\d+)\)/gm,
  },
  // Node: `    at search (file:///app/tools.mjs:12:5)`, `    at async /app/tools.mjs:12:5`
  {
    pattern:
      /^\s*at (?:async )?(?:(?<name>[^\n(]+?) \()?(?<file>(?:file:\/\/)?(?:[A-Za-z]:)?[^\n():]+):(?<line>\d+):(?<column>\d+)\)?\s*$/gm,
  },
  // Go: `main.search(0x1)` and below it `	/app/tools.go:12 +0x1d`
  { pattern: /^(?<name>[\w./*()]+)\([^\n]*\)\n\t(?<file>[^\n:]+\.go):(?<line>\d+)/gm },
];

const MAX_TRACE_CHARS = 200_000;

/** The innermost first. Empty for a text that is no stack trace. */
export function stackFrames(trace: string): StackFrame[] {
  const text = trace.slice(-MAX_TRACE_CHARS);
  for (const { pattern, innermostLast } of PATTERNS) {
    const frames = [...text.matchAll(pattern)].flatMap(({ groups }): StackFrame[] => {
      const { file, line, column, name } = groups ?? {};
      if (file === undefined || line === undefined || file.startsWith('node:') || file.startsWith('<'))
        return [];
      return [
        {
          // Java's file name alone says little; its package is the folder.
          file: /^\w[\w$-]*\.(?:java|kt|scala|groovy)$/.test(file)
            ? withPackage(file, name ?? '')
            : file.trim(),
          line: Number(line),
          column: column === undefined ? null : Number(column),
          functionName: name?.trim() ?? null,
        },
      ];
    });
    if (frames.length > 0) return innermostLast ? frames.reverse() : frames;
  }
  return [];
}

/** `com.app.Tools.search` in `Tools.java` is `com/app/Tools.java`. */
function withPackage(file: string, qualified: string): string {
  const packages = qualified.split('.').filter((part) => /^[a-z_][\w]*$/.test(part));
  // The method's name is lower case, too.
  return [...packages.slice(0, -1), file].join('/');
}
