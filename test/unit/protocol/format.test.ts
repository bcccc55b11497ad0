import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatTokens, formatUsd } from '../../../src/protocol/format';

describe('formatTokens', () => {
  it.each([
    [null, '–'],
    [Number.NaN, '–'],
    [0, '0'],
    [950, '950'],
    [999, '999'],
    [1_000, '1k'],
    [12_345, '12.3k'],
    [99_960, '100k'],
    [123_456, '123k'],
    [999_499, '999k'],
    [999_500, '1M'],
    [1_234_567, '1.2M'],
    [1_234_567_890, '1,235M'],
  ])('%s → %s', (tokens, text) => {
    expect(formatTokens(tokens)).toBe(text);
  });
});

describe('formatUsd', () => {
  it.each([
    [null, '–'],
    [0, '$0.00'],
    [0.00001, '<$0.0001'],
    [0.0031, '$0.0031'],
    [0.00994, '$0.0099'],
    [0.00999, '$0.01'],
    [0.04, '$0.04'],
    [0.309, '$0.31'],
    [1_234.5, '$1,234.50'],
    [1_234_567, '$1,234,567.00'],
  ])('%s → %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [null, '–'],
    [0, '0ms'],
    [0.35, '350µs'],
    [1, '1ms'],
    [1.25, '1.3ms'],
    [850.4, '850ms'],
    [999.7, '1s'],
    [12_340, '12.3s'],
    [59_949, '59.9s'],
    [59_960, '1m 0s'],
    [133_000, '2m 13s'],
    [3_599_400, '59m 59s'],
    [3_599_600, '1h 0m'],
    [3_900_000, '1h 5m'],
    [183_600_000, '2d 3h'],
  ])('%s ms → %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1024, '1 KB'],
    [1536, '1.5 KB'],
    [512 * 1024 ** 2, '512 MB'],
    [1000 * 1024 ** 2, '1 GB'],
    [1024 ** 3, '1 GB'],
    [5 * 1024 ** 5, '5,120 TB'],
  ])('%s → %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
