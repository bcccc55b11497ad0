/** Where a loop begins, its period and how often it ran: exactly, whatever was done before and after. */
import { describe, expect, it } from 'vitest';
import { calls, loopsOf, times, type TurnSpec } from '../support/conversation';
import { Random } from '../support/random';

const RUNS = 300;
const TOOLS = ['search', 'read_file', 'run_tests', 'list_orders', 'fetch_page'];
/** Words, because numbers and ids are masked. */
const WORDS = ['amber', 'birch', 'cedar', 'dahlia', 'elm', 'fern', 'ginkgo', 'hazel', 'iris', 'juniper'];

/** Each different from all others. */
function work(at: number): TurnSpec {
  const [a, b] = [WORDS[at % 10]!, WORDS[Math.floor(at / 10) % 10]!];
  return calls(TOOLS[at % TOOLS.length]!, { what: `${a} and ${b}` }, `A text about ${b}, then about ${a}.`);
}

describe('a loop among other work', () => {
  it('has its exact first turn, period and iterations', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = new Random(seed);
      const upTo = (most: number) => random.below(most + 1);
      const [before, after] = [upTo(12), upTo(12)];
      const period = 1 + upTo(5);
      const complete = 3 + upTo(4);
      const rest = upTo(period - 1);
      const body = times(period, (i) => work(40 + i));
      const turns = [
        ...times(before, (i) => work(i)),
        ...times(complete * period + rest, (i) => body[i % period]!),
        ...times(after, (i) => work(70 + i)),
      ];
      const found = loopsOf(turns).map((loop) => [
        loop.firstTurn,
        loop.period,
        loop.iterations,
        loop.lastTurn,
      ]);
      const iterations = complete + (rest > 0 ? 1 : 0);
      expect(found, `seed ${seed}`).toEqual([
        [before + 1, period, iterations, before + complete * period + rest],
      ]);
    }
  });

  it('is none where something new comes back each time', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = new Random(seed);
      const period = 1 + random.below(5);
      const turns = times(period * 6, (i) => {
        const [tool] = work(40 + (i % period)).tools!;
        return { tools: [{ ...tool!, result: `News: ${WORDS[Math.floor(i / 10)]!} ${WORDS[i % 10]!}.` }] };
      });
      expect(loopsOf(turns), `seed ${seed}`).toEqual([]);
    }
  });
});
