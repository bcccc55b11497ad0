import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../src/semconv/time';

describe('epochMs', () => {
  it('keeps every microsecond of a present-day time', () => {
    const second = 1_795_220_114_000_000_000n;
    for (const micros of [0n, 1n, 2n, 192_001n, 655_500n, 999_999n]) {
      const ms = epochMs(second + micros * 1_000n);
      expect(BigInt(Math.round(ms * 1_000))).toBe(second / 1_000n + micros);
    }
  });

  it('cuts below a microsecond instead of rounding up into the next', () => {
    expect(epochMs(1_700_000_000_000_001_999n)).toBe(epochMs(1_700_000_000_000_001_000n));
  });
});

describe('durationMs', () => {
  it('is exact to the nanosecond', () => {
    expect(durationMs(1_700_000_000_000_000_001n, 1_700_000_000_000_000_002n)).toBe(0.000001);
    expect(durationMs(1_700_000_000_000_000_000n, 1_700_003_600_000_000_000n)).toBe(3_600_000);
  });

  it('is 0 for a span without an end or with an end before its start', () => {
    expect(durationMs(1_700_000_000_000_000_000n, 0n)).toBe(0);
    expect(durationMs(2n, 1n)).toBe(0);
  });
});
