/** A short run of `npm run bench -- fuzz` without its sockets: the same inputs for every run. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BodyInputs, randomOf } from '../../bench/fuzz/bodyInputs';
import type { Outcome } from '../../bench/fuzz/checkBody';
import { BodyCheck } from '../../bench/fuzz/checkBody';
import { readSeeds } from '../../bench/fuzz/seeds';

const inputs = new BodyInputs(readSeeds(join(import.meta.dirname, '../../fixtures/otlp')));

/** For each seed. */
const INPUTS = 600;

let check: BodyCheck;
beforeAll(async () => {
  check = await BodyCheck.open(
    readFileSync(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')),
  );
});
afterAll(() => {
  check.close();
});

it('makes the same input of the same seed and number', () => {
  expect(inputs.make(randomOf(3, 7))).toEqual(inputs.make(randomOf(3, 7)));
  expect(inputs.make(randomOf(3, 7))).not.toEqual(inputs.make(randomOf(3, 8)));
});

it.each([1, 2, 3])(
  'refuses or keeps whatever comes, seed %i',
  async (seed) => {
    const outcomes: Record<Outcome, number> = { refused: 0, empty: 0, stored: 0 };
    for (let index = 0; index < INPUTS; index++) {
      const input = inputs.make(randomOf(seed, index));
      try {
        outcomes[await check.check(input)]++;
      } catch (error) {
        throw new Error(`input ${index} (${input.label}): ${input.body.toString('base64').slice(0, 5000)}`, {
          cause: error,
        });
      }
    }
    // Neither so broken nor so whole that nothing is tested.
    expect(outcomes.refused).toBeGreaterThan(INPUTS / 10);
    expect(outcomes.stored).toBeGreaterThan(INPUTS / 4);
  },
  60_000,
);
