/** Loops as transcripts of real agents have them, told with other files and words. */
import type { Random } from '../redaction/random';
import type { Label } from './run';
import { times } from '../../unit/support/conversation';
import { answer, call } from './run';
import { between, body, courtesy, file, noun } from './texts';

/** A file read window after window, and from the start again. */
export function rereading(random: Random, agent: string): Label {
  const path = file(random);
  const period = between(random, 9, 16);
  const pages = times(period, (i) => ({ start: 50 * i + 1, text: body(random, 6) }));
  const complete = between(random, 3, 5);
  const acts = times(complete * period + random.below(period), (i) => {
    const { start, text } = pages[i % period]!;
    return answer(agent, '', call('view', { path, start, end: start + 49 }, text));
  });
  return { kind: 'cycle', period, complete, acts };
}

/** An edit that never fits, with another look at the file after each. */
export function failingEdit(random: Random, agent: string): Label {
  const path = file(random);
  const complete = between(random, 4, 8);
  const acts = times(complete * 2 - 1, (i) => {
    if (i % 2 === 1) {
      const range = [i, i + between(random, 5, 20)];
      return answer(agent, '', call('editor', { command: 'view', path, range }, body(random, 5)));
    }
    const old = body(random, 2);
    const error = `No replacement was performed, old_str \`${old}\` did not appear verbatim in ${path}.`;
    const args = { command: 'str_replace', path, old_str: old, new_str: body(random, 1) };
    return answer(agent, random.words(6), call('editor', args, error, { errorClass: null }));
  });
  return { kind: 'error-retry', period: 2, complete, acts };
}

/** An edit that is made once more each time, since it never does what it is meant to: the file grows. */
export function sameEdit(random: Random, agent: string): Label {
  const path = file(random);
  const text = body(random, between(random, 2, 8));
  const [tool, args] = random.pick<[string, Record<string, unknown>]>([
    ['edit_file', { path, old_string: noun(random), new_string: text }],
    ['editor', { command: 'insert', path, line: 1, text }],
    ['run_shell', { command: `edit 1:1\n${text}\nend_of_edit` }],
  ]);
  const grows = random.below(2);
  const complete = between(random, 3, 9);
  return {
    kind: 'repeat',
    period: 1,
    complete,
    acts: times(complete, (i) =>
      answer(agent, random.words(6), call(tool, args, `${path} (${40 + i * grows * 8} lines)\n${text}`)),
    ),
  };
}

/** A mistyped command in a shell that stays open and counts its lines; or a program that says nothing. */
export function sameCommand(random: Random, agent: string): Label {
  const folder = noun(random);
  const quiet = random.below(2) === 0;
  const first = between(random, 3, 900);
  const complete = between(random, 3, 9);
  return {
    kind: 'repeat',
    period: 1,
    complete,
    acts: times(complete, (i) =>
      answer(
        agent,
        random.words(6),
        quiet
          ? call('bash', { command: `python ${folder}.py` }, '')
          : call(
              'bash',
              { command: `cd ${folder}` },
              `/bin/bash: line ${first + 15 * i}: cd: ${folder}: No such file or directory`,
              { errorClass: null },
            ),
      ),
    ),
  };
}

/** Two agents that cannot stop to thank each other. */
export function farewell(random: Random, agent: string): Label {
  const other = random.pick(['reviewer', 'researcher', 'support_agent']);
  const complete = between(random, 3, 6);
  const acts = times(complete * 2, (i) => answer(i % 2 === 0 ? agent : other, courtesy(random)));
  return { kind: 'ping-pong', period: 2, complete, acts };
}
