/** The command line: `turnline review FILE…`, for scripts and CI. */
import { writeFile } from 'node:fs/promises';
import { messageOf } from '../protocol/rpc';
import { parseArguments, USAGE, UsageError, type ReviewOptions } from './arguments';
import { violationsOf } from './policy';
import { Progress } from './progress';
import { REPORTS } from './report/reports';
import { ReviewError, reviewFiles } from './reviewFiles';

/** As documented in `USAGE`. */
const EXIT = { kept: 0, violated: 1, unusable: 2 } as const;

async function main(args: readonly string[]): Promise<number> {
  let options: ReviewOptions | null;
  try {
    options = parseArguments(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    return EXIT.unusable;
  }
  if (options === null) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.kept;
  }
  return run(options);
}

async function run(options: ReviewOptions): Promise<number> {
  const { files, format, output, policy } = options;
  const progress = new Progress(process.stderr);
  try {
    const reviewed = await reviewFiles(options, progress);
    const sessions = reviewed.sessions.map((session) => ({
      ...session,
      violations: violationsOf(session, policy),
    }));
    const report = REPORTS[format]({ files, sessions, problems: reviewed.problems });
    if (output === null) process.stdout.write(report);
    else await writeFile(output, report);
    const violated = sessions.some(({ violations }) => violations.length > 0);
    return violated ? EXIT.violated : EXIT.kept;
  } catch (error) {
    progress.end();
    if (!(error instanceof ReviewError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    process.stderr.write(`${messageOf(error)}\n`);
    return EXIT.unusable;
  }
}

// Whoever read the output is gone.
process.stdout.on('error', () => process.exit());
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`Turnline failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = EXIT.unusable;
  },
);
