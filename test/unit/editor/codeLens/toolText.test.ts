import { expect, it } from 'vitest';
import { cut, toolTitle } from '../../../../src/editor/codeLens/toolText';

const t = (message: string, ...values: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)]));

it('says what happened, and not what did not', () => {
  expect(toolTitle({ calls: 14, errors: 2, p50Ms: 1_200, loopIterations: 6 }, t)).toBe(
    '14 calls · 2 errors · median 1.2s · ↻ 6',
  );
  expect(toolTitle({ calls: 1, errors: 0, p50Ms: 5, loopIterations: 0 }, t)).toMatch(
    /^1 call · median 5\s?ms$/,
  );
});

it('cuts long texts and says so', () => {
  expect(cut('abcdef', 4, t)).toBe('abcd… (2 characters more)');
  expect(cut('abcd', 4, t)).toBe('abcd');
});
