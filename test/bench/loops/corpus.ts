/** Labelled runs by a seed: ordinary work with hard negatives and true loops at random places. */
import { times } from '../../unit/support/conversation';
import { Random } from '../redaction/random';
import { HARD_NEGATIVES } from './hardNegatives';
import type { Act, Label, Run } from './run';
import { answer, call } from './run';
import { file, newResult, noun, query, request, statement } from './texts';
import { trueLoop } from './trueLoops';

const AGENT = 'main';

/** Steps that share nothing with each other. */
function ordinaryWork(random: Random): Act[] {
  return times(1 + random.below(6), () => {
    const calls = times(random.below(5) === 0 ? 2 : 1, () =>
      random.pick([
        () => call('read_file', { path: `${file(random)}.${random.hex(4)}` }, newResult(random)),
        () => call('search_docs', { query: `${query(random)} ${random.words(2)}` }, newResult(random)),
        () => call('write_file', { path: file(random), content: random.words(12) }, 'ok'),
        () => call('run_shell', { command: `make ${noun(random)} ${random.hex(4)}` }, newResult(random)),
      ])(),
    );
    return answer(AGENT, random.below(3) === 0 ? statement(random) : '', ...calls);
  });
}

export function labelledRun(random: Random, name: string): Run {
  const acts: Act[] = [{ type: 'user', text: request(random) }];
  const labels: Label[] = [];
  const parts: string[] = [];
  for (let part = 0; part < 2 + random.below(4); part++) {
    acts.push(...ordinaryWork(random));
    if (random.below(5) === 0)
      acts.push(answer(AGENT, statement(random)), { type: 'user', text: request(random) });
    if (random.below(3) === 0) {
      const loop = trueLoop(random, AGENT);
      acts.push(...loop.acts);
      labels.push(loop.label);
      parts.push(loop.label.kind);
    } else {
      const negative = random.pick(Object.keys(HARD_NEGATIVES));
      acts.push(...HARD_NEGATIVES[negative]!(random, AGENT));
      parts.push(negative);
    }
    // Between two parts lies something that belongs to neither.
    acts.push(
      answer(AGENT, '', call('note', { text: `${random.hex(6)} ${statement(random)}` }, newResult(random))),
    );
  }
  if (random.below(2) === 0) acts.push(answer(AGENT, statement(random)));
  return { name: `${name} (${parts.join(', ')})`, acts, labels };
}

export function corpus(seed: number, runs: number): Run[] {
  const random = new Random(seed);
  return Array.from({ length: runs }, (_, i) => labelledRun(random, `run ${i}`));
}
