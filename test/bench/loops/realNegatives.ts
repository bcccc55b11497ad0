/** Work without loops as transcripts of real agents have it, told with other files and words. */
import type { Random } from '../redaction/random';
import type { Act } from './run';
import { times } from '../../unit/support/conversation';
import { answer, call } from './run';
import { between, body, courtesy, file, statement } from './texts';

export type Negative = (random: Random, agent: string) => Act[];

/** An edit that fits at the second or third attempt, once the file was read again. */
const editsThatFit: Negative = (random, agent) => {
  const path = file(random);
  const edit = (fits: boolean) => {
    const old = body(random, 1);
    const args = { command: 'str_replace', path, old_str: old, new_str: body(random, 1) };
    const failure = `No replacement was performed, old_str \`${old}\` did not appear verbatim in ${path}.`;
    const made = fits
      ? call('editor', args, `The file ${path} has been edited.`)
      : call('editor', args, failure, { errorClass: null });
    return answer(agent, '', made);
  };
  const look = () => answer(agent, '', call('editor', { command: 'view', path }, body(random, 4)));
  return times(between(random, 2, 4), () => [
    ...times(between(random, 1, 2), () => [edit(false), look()]).flat(),
    edit(true),
  ]).flat();
};

/** A long file, read twice. */
const readTwice: Negative = (random, agent) => {
  const path = file(random);
  const pages = times(between(random, 4, 12), (i) => ({ start: 50 * i + 1, text: body(random, 5) }));
  return [...pages, ...pages].map(({ start, text }) =>
    answer(agent, '', call('view', { path, start, end: start + 49 }, text)),
  );
};

/** Two agents that discuss, and part in good manners. */
const discussion: Negative = (random, agent) => {
  const other = 'reviewer';
  const speaker = (i: number) => (i % 2 === 0 ? agent : other);
  const count = between(random, 2, 4) * 2;
  return [
    ...times(count, (i) => answer(speaker(i), statement(random))),
    ...times(between(random, 2, 4), (i) => answer(speaker(i), courtesy(random))),
  ];
};

/** What a program in the background has written since, until it ends. */
const backgroundOutput: Negative = (random, agent) => {
  const id = random.hex(6);
  const text = body(random, between(random, 1, 20));
  const output = (status: string) => `<status>${status}</status>\n<stdout>\n${text}\n</stdout>`;
  const count = between(random, 3, 7);
  return times(count, (i) =>
    answer(agent, '', call('read_output', { shell: id }, output(i + 1 === count ? 'completed' : 'running'))),
  );
};

/** Upwards, one folder after the other: the same command, and nothing that it answers. */
const upwards: Negative = (random, agent) =>
  times(between(random, 3, 5), () => answer(agent, '', call('run_shell', { command: 'cd ..' }, '')));

/** A program that fails for another reason after each edit, as coding agents go about a bug. */
const nextFailure: Negative = (random, agent) => {
  const path = file(random);
  return times(between(random, 3, 6), (i) => [
    answer(
      agent,
      '',
      call(
        'edit_file',
        { path, old_string: body(random, 1), new_string: body(random, 2) },
        `${path} was edited.\n${body(random, 3)}`,
      ),
    ),
    answer(
      agent,
      '',
      call(
        'run_shell',
        { command: `python ${path}` },
        `Traceback (most recent call last):\n  File "${path}", line ${7 + i}\nTypeError: ${random.words(6)}`,
        { errorClass: null },
      ),
    ),
  ]).flat();
};

/** The same program run by several agents in turn, each with code and errors of its own. */
const sharedTerminal: Negative = (random, agent) =>
  times(between(random, 3, 5), (i) =>
    answer(
      i % 2 === 0 ? agent : 'verifier',
      statement(random),
      call(
        'execute_code',
        { code: body(random, 6) },
        `exitcode: 1 (execution failed)\n${random.pick(['Name', 'Type', 'Key', 'Value'])}Error: ${random.words(5)} ${random.hex(6)}q`,
        { errorClass: null },
      ),
    ),
  );

export const REAL_NEGATIVES: Record<string, Negative> = {
  editsThatFit,
  readTwice,
  discussion,
  backgroundOutput,
  upwards,
  nextFailure,
  sharedTerminal,
};
