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

/** Bounded throughout: a trace may be anything, and lines without end would take for ever. */
const PATTERNS: FramePattern[] = [
  // Python: `  File "/app/tools.py", line 12, in search`; `  | File …` in groups of exceptions
  {
    pattern: /^[ \t|]*File "(?<file>[^"\n]+)", line (?<line>\d+)(?:, in (?<name>[^\n]+))?/gm,
    innermostLast: true,
  },
  // .NET: `   at App.Tools.Search(String q) in C:\app\Tools.cs:line 12`; its words are the system's: `bei … in …:Zeile 12.`
  {
    pattern:
      /^[ \t]*[^\s(]{1,10} (?<name>[^\n(]{1,500})\([^\n]{0,1000}\) [^\s(]{1,10} (?<file>[^\n]{1,500}\.\w{2,8}):[^\s\d]{1,12} ?(?<line>\d+)/gm,
  },
  // Java: `	at com.app.Tools.search(Tools.java:12)`
  {
    pattern:
      /^[ \t]*at (?:[\w.@/-]{1,300}\/)?(?<name>[\w.$<>]{1,500})\((?<file>\w[\w$-]*\.(?:java|kt|scala|groovy)):(?<line>\d+)\)/gm,
  },
  // Node: `    at search (file:///app/tools.mjs:12:5)`, `    at async /app/tools.mjs:12:5`; `webpack:///./src/tools.ts`
  {
    pattern:
      /^[ \t]*at (?:async )?(?:(?<name>[^\n]{1,300}?) \()?(?<file>(?:file:\/\/\/?|webpack[\w-]*:\/\/\/?)?(?:[A-Za-z]:)?[^\n:]{1,1000}):(?<line>\d+):(?<column>\d+)\)?[ \t]*$/gm,
  },
  // Go: `main.search(0x1)` and below it `	/app/tools.go:12 +0x1d`
  {
    pattern:
      /^(?<name>[^\s(][^\n]{0,300}?)(?:\([^()\n]{0,500}\))?\n[ \t]+(?<file>(?:[A-Za-z]:)?[^\n:]{1,500}\.go):(?<line>\d+)/gm,
  },
];

const MAX_TRACE_CHARS = 200_000;

/** Java and Node write what was caught behind what was thrown for it. */
const CAUSE = /^[ \t]*(?:Caused by|\[cause\]): /m;

/** The innermost of the first cause first. Empty for a text that is no stack trace. */
export function stackFrames(trace: string): StackFrame[] {
  return trace.slice(-MAX_TRACE_CHARS).split(CAUSE).reverse().flatMap(framesOf);
}

function framesOf(text: string): StackFrame[] {
  for (const { pattern, innermostLast } of PATTERNS) {
    const frames = [...text.matchAll(pattern)].flatMap(({ groups }): StackFrame[] => {
      const { file, line, column, name } = groups ?? {};
      if (file === undefined || line === undefined || /^(?:node:|<)/.test(file)) return [];
      return [
        {
          file: writtenFile(file.trim(), name ?? ''),
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

/** A bundler's address without its scheme and layer; Java's bare file name with its package, which is its folder. */
function writtenFile(file: string, qualified: string): string {
  if (/^\w[\w$-]*\.(?:java|kt|scala|groovy)$/.test(file)) {
    // `com.app.Tools.search` in `Tools.java` is `com/app/Tools.java`.
    return [...qualified.split('.').slice(0, -2), file].join('/');
  }
  // Loaders put a query behind it: `tools.ts?t=1700000000`.
  return file
    .replace(/^webpack[\w-]*:\/\/\/?(?:\([\w-]+\)\/)?(?:\.\/)?/, '')
    .replace(/(\.[cm]?[jt]sx?)\?.*$/, '$1');
}
