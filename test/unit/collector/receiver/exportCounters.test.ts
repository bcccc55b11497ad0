import { expect, it } from 'vitest';
import { ExportCounters } from '../../../../src/collector/receiver/exportCounters';

it('tells of everything that was refused or cut', () => {
  let told = 0;
  const counters = new ExportCounters(() => told++);
  counters.reject('malformed-json', 1, 5);
  counters.truncate('nested-too-deep', 3, 6);
  counters.redact(new Map([['token', 1]]));
  expect(told).toBe(2);
  expect(counters.report()).toMatchObject({
    rejected: [{ reason: 'malformed-json', count: 1, last: 5 }],
    truncated: [{ reason: 'nested-too-deep', count: 3, last: 6 }],
  });
});
