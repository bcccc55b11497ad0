import { describe, expect, it } from 'vitest';
import type { TurnSpec } from '../support/conversation';
import { calls, loopsOf, times } from '../support/conversation';

/** What transcripts of real coding and support agents have, told with other files and words. */

const brief = (turns: TurnSpec[]) =>
  loopsOf(turns).map(({ kind, period, iterations, firstTurn }) => [kind, period, iterations, firstTurn]);

const PATH = 'src/parser.py';
const view = (from: number, text = `lines from ${from}`) =>
  calls('editor', { command: 'view', path: PATH, range: [from, from + 20] }, text);
const replace = (oldText: string) =>
  calls(
    'editor',
    { command: 'replace', path: PATH, old: oldText, new: 'return total' },
    `ERROR:\nNo replacement was made, old text \`${oldText}\` is not in ${PATH}.`,
    { status: 'error' },
  );
const insert = calls('editor', { command: 'insert', path: PATH, text: '# note' }, 'The file was edited.');

describe('paging through a file, over and over', () => {
  const pages = [250, 300, 100, 150, 200, 260, 310, 350, 400, 450].map((from) => view(from));

  it('is a cycle of ten steps', () => {
    const [loop, ...others] = loopsOf([...pages, ...pages, ...pages, ...pages.slice(0, 4)]);
    expect(others).toEqual([]);
    expect(loop).toMatchObject({ kind: 'cycle', period: 10, iterations: 4, firstTurn: 1, lastTurn: 34 });
    expect(loop?.reason).toMatch(
      /^The same 10 calls of editor ran 3 times and began once more in the same order with the same results \(turns 1–34\)/,
    );
  });

  it('is none while it happens twice only, or goes on to other pages', () => {
    expect(brief([...pages, ...pages, ...pages.slice(0, 9)])).toEqual([]);
    expect(brief(times(30, (i) => view(i * 20)))).toEqual([]);
  });
});

describe('an edit that never fits', () => {
  const attempts = ['return sum', 'return sum\n', 'return  sum', '    return sum(all)'].map(replace);

  it('is the same failure four times, whatever is read in between', () => {
    const turns = [view(1), attempts[0]!, view(7), attempts[1]!, attempts[2]!, view(9), attempts[3]!, insert];
    const [loop, ...others] = loopsOf(turns);
    expect(others).toEqual([]);
    expect(loop).toMatchObject({ kind: 'error-retry', iterations: 4, firstTurn: 2, lastTurn: 7 });
    expect(loop?.toolNames).toEqual(['editor']);
    expect(loop?.reason).toMatch(
      /^editor failed 4 times with the same error, “No replacement was made, old text `return sum` is not in src\/parser\.py”, whatever was looked at in between \(turns 2–7\)/,
    );
  });

  it('is no loop at three, after an edit that fitted, or with another failure', () => {
    const [one, two, three, four] = attempts as [TurnSpec, TurnSpec, TurnSpec, TurnSpec];
    expect(brief([one, view(7), two, view(8), three, view(9)])).toEqual([]);
    expect(brief([one, view(7), two, insert, three, view(9), four])).toEqual([]);
    const other = calls('editor', { command: 'replace', path: PATH }, 'ERROR:\nold is required', {
      status: 'error',
    });
    expect(brief([one, view(7), two, other, three, view(9), four])).toEqual([]);
  });

  it('is a success of the same operation that ends it, not one of another', () => {
    const missing = (path: string) =>
      calls('read_file', { path }, `ENOENT: no such file: ${path}`, { status: 'error' });
    const listed = (path: string) => calls('list_dir', { path }, `what ${path} has`);
    const guesses = ['a/x.py', 'b/x.py', 'c/x.py', 'd/x.py'].map(missing);
    const looks = ['a', 'b', 'c'].map(listed);
    const among = guesses.flatMap((guess, i) => [guess, ...looks.slice(i, i + 1)]);
    expect(brief(among)).toEqual([['error-retry', 1, 4, 1]]);
    const found = calls('read_file', { path: 'e/x.py' }, 'text');
    expect(brief([guesses[0]!, guesses[1]!, found, guesses[2]!, guesses[3]!])).toEqual([]);
  });

  it('is told as it is where failures stand in a row or take turns with the same look', () => {
    expect(brief([attempts[0]!, view(7), ...attempts.slice(1)])).toEqual([['error-retry', 1, 3, 3]]);
    const cycle = times(4, () => [attempts[0]!, view(7)]).flat();
    expect(brief(cycle)).toEqual([['cycle', 2, 4, 1]]);
  });
});

describe('a folder of its own for each attempt', () => {
  it('is no other argument', () => {
    const build = (i: number) =>
      calls(
        'build',
        { folder: `/tmp/tmp8f3k${'abcd'[i]!}q1` },
        `No rule to make target in /tmp/tmp8f3k${'abcd'[i]!}q1.`,
      );
    expect(brief(times(4, build))).toEqual([['near-repeat', 1, 4, 1]]);
    expect(brief(times(3, build))).toEqual([]);
  });
});

describe('guessing', () => {
  it('is the same failure with other arguments', () => {
    const guess = (id: string) => calls('get_order', { id }, 'Error: Order not found', { status: 'error' });
    const [loop] = loopsOf(['#W01', '#A77', '#W99'].map(guess));
    expect(loop?.reason).toMatch(
      /^get_order failed 3 times in a row with the same error, “Order not found” \(turns 1–3\): .* without progress\.$/,
    );
  });

  it('is told in words where the outcome has some', () => {
    const denied = (id: string) => calls('delete_order', { id }, 'No.', { status: 'denied' });
    expect(loopsOf(['a', 'b', 'c'].map(denied))[0]?.reason).toMatch(
      /^delete_order was denied 3 times in a row \(/,
    );
  });
});

describe('one question asked twice in each answer', () => {
  it('is a loop, too, where its two results stay the same', () => {
    const both: TurnSpec = {
      tools: ['left', 'right'].map((result) => ({ name: 'look', arguments: '{}', result })),
    };
    expect(brief(times(3, () => both))).toEqual([['repeat', 1, 3, 1]]);
  });
});

describe('the same change to a file, again and again', () => {
  const edit = (text: string) => ({ path: PATH, old_string: '', new_string: text });
  const change = (text: string, lines: number) =>
    calls('edit_file', edit(text), `[File: ${PATH} (${lines} lines total)]\n${text}`);
  const added = 'import json\nimport re\nimport sys\n';

  it('is a repeat, even where the file is another one after each', () => {
    const [loop, ...others] = loopsOf(times(5, (i) => change(added, 20 + 3 * i)));
    expect(others).toEqual([]);
    expect(loop).toMatchObject({ kind: 'repeat', severity: 'critical', iterations: 5 });
    expect(loop?.reason).toMatch(
      /^edit_file made the same change 5 times, with the same arguments \(turns 1–5\)/,
    );
  });

  it('is so for a shell that has an editor among its commands', () => {
    const turn = (i: number) =>
      calls(
        'bash',
        { command: `edit 1:1\n${added}end_of_edit` },
        `[File: ${PATH} (${20 + 3 * i} lines total)]`,
      );
    expect(brief(times(4, turn))).toEqual([['repeat', 1, 4, 1]]);
    const scroll = (i: number) => calls('bash', { command: 'scroll_down' }, `lines from ${i * 100}`);
    expect(brief(times(6, scroll))).toEqual([]);
  });

  it('is a cycle with a test that fails as before', () => {
    const test = calls('run_tests', {}, '1 failed, 12 passed');
    const turns = times(3, (i) => [change(added, 20 + 3 * i), test]).flat();
    expect(loopsOf(turns)[0]?.reason).toMatch(
      /^edit_file → run_tests ran 3 times in the same order with the same arguments \(turns/,
    );
    const differing = times(4, (i) => [change(`${added}# ${'abcd'[i]!}`, 20 + i), test]).flat();
    expect(brief(differing)).toEqual([]);
  });

  it('is none of other calls whose result changes', () => {
    const job = { job: 'the nightly import of all orders of last year' };
    expect(brief(times(6, (i) => calls('get_status', job, `${i * 10} % done`)))).toEqual([]);
  });
});

describe('a shell that stays open', () => {
  const missing = (i: number) =>
    calls(
      'bash',
      { command: 'cd parsr && ls' },
      `/bin/bash: line ${300 + 15 * i}: cd: parsr: No such file or directory`,
      {
        status: 'error',
      },
    );

  it('says the same of the same mistake, whatever line it counts', () => {
    const [loop] = loopsOf(times(4, missing));
    expect(loop).toMatchObject({ kind: 'repeat', iterations: 4 });
    expect(loop?.reason).toMatch(
      /^bash ran 4 times with the same arguments and the same error, “cd: parsr: No such file or directory” \(/,
    );
  });

  it('may go up as often as it wants, but not run the same program for nothing', () => {
    const quiet = (command: string) => calls('bash', { command }, '');
    expect(brief(times(4, () => quiet('cd ..')))).toEqual([]);
    expect(brief(times(4, () => quiet('python reproduce.py')))).toEqual([['repeat', 1, 4, 1]]);
  });
});

describe('a program in the background', () => {
  const output = (status: string, text = 'Resolved 40 packages') =>
    calls('BashOutput', { bash_id: '7d95c5' }, `<status>${status}</status>\n<stderr>\n${text}\n</stderr>`);

  it('may be looked at while it runs', () => {
    expect(brief([...times(4, () => output('running')), output('completed')])).toEqual([]);
    const much = 'Resolved 40 packages\n'.repeat(40);
    expect(brief([...times(4, () => output('running', much)), output('completed', much)])).toEqual([]);
  });

  it('is a loop when it has ended long since', () => {
    expect(brief(times(3, () => output('completed')))).toEqual([['repeat', 1, 3, 1]]);
  });
});

describe('the same call with another number at first', () => {
  const lines = (to: number) => calls('replace_lines', { path: PATH, from: 7, to }, 'No such lines.');

  it('is told as the same where nearly all of it is', () => {
    expect(brief([lines(9), ...times(5, () => lines(12))])).toEqual([['repeat', 1, 5, 2]]);
    expect(brief([lines(9), lines(10), lines(11), ...times(3, () => lines(12))])).toEqual([
      ['near-repeat', 1, 6, 1],
    ]);
  });
});

describe('a shell that has nothing to say', () => {
  const numbered = (result: string) => (i: number) =>
    calls('bash', { command: `chmod +x part${i}.sh` }, result);

  it.each([
    '',
    '(no output)',
    '<returncode>0</returncode>\n<output>\n</output>',
    'Your command ran successfully and did not produce any output.',
    'Tool ran without output or errors',
    '(Bash completed with no output)',
    '[The command completed with exit code 0.]\n[Current working directory: /app]',
    'Exit code: 0\nWall time: 0.1 seconds\nOutput:\n',
  ])('is no standstill: %s', (result) => {
    expect(brief(times(6, numbered(result)))).toEqual([]);
  });

  it('is one where it says that something is not there', () => {
    const missing = '<returncode>0</returncode>\n<output>\nno such part\n</output>';
    expect(brief(times(6, numbered(missing)))).toEqual([['near-repeat', 1, 6, 1]]);
  });
});
