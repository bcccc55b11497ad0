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
