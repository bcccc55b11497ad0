/** What the command line says. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FINDING_KINDS } from '../protocol/review';
import { messageOf } from '../protocol/rpc';
import type { Usd } from '../protocol/units';
import { FIGURE_NAMES, parsePolicy, PolicyError, type Policy } from './policy';
import { FORMATS, type ReportFormat } from './report/reports';
import { STANDARD_INPUT } from './standardInput';

/** Characters of the longest line. */
const LINE = 118;

export const USAGE = `Usage: turnline review FILE… [options]
       turnline review trace.jsonl --fail-on 'loop,tool-error,cost>0.50' --format markdown

Reviews the agent sessions in files of OTLP traces and logs: JSON, JSON lines or protobuf, gzipped or not.
The file - is the standard input.

  --format FORMAT   ${FORMATS.join(', ')} (default text)
  --output FILE     write the report there instead of to the standard output
  --fail-on LIST    end with exit code 1 when one of these is true of a session; separated by commas, repeatable:
                      a kind of finding, whatever its severity:
                        ${wrapped(FINDING_KINDS, 24)}
                      a severity: info, warning, critical (findings that are at least as severe)
                      a figure and a bound, in quotes for the shell: 'cost>0.50', 'duration>=2m', 'tokens>100k'
                        ${wrapped(FIGURE_NAMES, 24)}
  --session ID      review this session only; repeatable
  --budget USD      what a session may cost: a finding from 80 % on
  --help            show this text

Exit codes: 0 nothing that --fail-on names was found, or there is no --fail-on; 1 something was; 2 the command line is
wrong, a file cannot be read, or there is no session in it. Sessions of the same agent in the same files are what a
session is compared with. Progress goes to the standard error. Secrets are masked before anything is reported. Of many
sessions, text and markdown show the 50 with the most severe findings; json has all.`;

/** A command line that cannot be followed; the message says what is wrong with it. */
export class UsageError extends Error {}

export interface ReviewOptions {
  /** Absolute paths; `STANDARD_INPUT` for that. */
  files: string[];
  format: ReportFormat;
  /** null for the standard output. */
  output: string | null;
  policy: Policy[];
  /** Empty for all. */
  sessionIds: string[];
  budgetUsd: Usd | null;
}

/** null when help is asked for. Throws a `UsageError`. */
export function parseArguments(args: readonly string[]): ReviewOptions | null {
  const { values, positionals } = parse(args);
  if (values.help === true || positionals[0] === 'help') return null;
  const [command, ...files] = positionals;
  if (command !== 'review') {
    throw new UsageError(
      command === undefined ? 'Which command? There is one: review.' : `There is no command "${command}".`,
    );
  }
  if (files.length === 0) throw new UsageError('review needs a file.');
  const format = FORMATS.find((each) => each === (values.format ?? 'text'));
  if (format === undefined) {
    throw new UsageError(`--format must be one of ${FORMATS.join(', ')}, not "${values.format}".`);
  }
  return {
    files: files.map((file) => (file === STANDARD_INPUT ? file : resolve(file))),
    format,
    output: values.output === undefined ? null : resolve(values.output),
    policy: policyOf(values['fail-on'] ?? []),
    sessionIds: values.session ?? [],
    budgetUsd: values.budget === undefined ? null : amountOf(values.budget),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        output: { type: 'string' },
        'fail-on': { type: 'string', multiple: true },
        session: { type: 'string', multiple: true },
        budget: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function policyOf(lists: readonly string[]): Policy[] {
  try {
    return lists.flatMap(parsePolicy);
  } catch (error) {
    if (error instanceof PolicyError) throw new UsageError(error.message);
    throw error;
  }
}

function amountOf(text: string): Usd {
  const amount = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  if (amount > 0) return amount;
  throw new UsageError(`--budget needs an amount in US dollars above 0, not "${text}".`);
}

function wrapped(words: readonly string[], indent: number): string {
  const lines = [''];
  for (const word of words) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (indent + line.length + word.length + 2 <= LINE) lines[lines.length - 1] = `${line}, ${word}`;
    else {
      lines[lines.length - 1] = `${line},`;
      lines.push(word);
    }
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
