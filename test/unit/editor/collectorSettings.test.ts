import { describe, expect, it } from 'vitest';
import { collectorSettings, collectorWorkerData } from '../../../src/editor/collectorSettings';
import { DEFAULT_LOOP_THRESHOLDS } from '../../../src/protocol/loops';

const MIB = 1024 * 1024;
const SURROUNDINGS = {
  journalDirectory: '/storage/journal',
  formerPorts: null,
  token: null,
  forwardHeaders: {},
};

function settingsOf(values: Record<string, unknown>) {
  return collectorSettings((name) => values[name]);
}

describe('collectorSettings', () => {
  it('has a standard for everything', () => {
    expect(settingsOf({})).toEqual({
      httpPort: 4318,
      grpcPort: 4317,
      requireToken: false,
      journalMegabytes: 512,
      memoryMegabytes: 1024,
      redactionPatterns: [],
      forwardEndpoint: '',
      prices: [],
      loopThresholds: DEFAULT_LOOP_THRESHOLDS,
    });
  });

  it('takes what is set', () => {
    const values = {
      'collector.httpPort': 0,
      'collector.grpcPort': 5317,
      'collector.requireToken': true,
      'journal.maxMegabytes': 0,
      'memory.maxMegabytes': 256,
      'redaction.patterns': ['CUST-\\d{8}', '/secret/i'],
      'forward.endpoint': ' http://localhost:4319 ',
      prices: { mine: { input: 1, output: 2 } },
      'loops.thresholds': { repeat: { warning: 7 }, cycle: { warning: 1, critical: 9 } },
    };
    expect(settingsOf(values)).toEqual({
      httpPort: 0,
      grpcPort: 5317,
      requireToken: true,
      journalMegabytes: 0,
      memoryMegabytes: 256,
      redactionPatterns: ['CUST-\\d{8}', '/secret/i'],
      forwardEndpoint: 'http://localhost:4319',
      prices: [{ model: 'mine', input: 1, output: 2 }],
      loopThresholds: {
        ...DEFAULT_LOOP_THRESHOLDS,
        repeat: { warning: 7, critical: 7 },
        cycle: { warning: 2, critical: 9 },
      },
    });
  });

  it('takes what has the wrong type as not set', () => {
    const values = {
      'collector.httpPort': '4318',
      'collector.requireToken': 'yes',
      'journal.maxMegabytes': null,
      'memory.maxMegabytes': Number.NaN,
      'redaction.patterns': 'CUST',
      'loops.thresholds': { repeat: { warning: 'often' }, monologue: 3, other: {} },
    };
    expect(settingsOf(values)).toEqual(settingsOf({}));
  });

  it('leaves out patterns that are no text, or empty: an empty one would match everywhere', () => {
    expect(settingsOf({ 'redaction.patterns': ['a', 1, '', null] }).redactionPatterns).toEqual(['a']);
    const mine = { input: 1, output: 2, cacheRead: 0.1, cacheWrite: -1 };
    expect(settingsOf({ prices: { mine, half: { input: 1 }, '': mine, text: 'x' } }).prices).toEqual([
      { model: 'mine', input: 1, output: 2, cacheRead: 0.1 },
    ]);
    expect(settingsOf({ prices: [mine] }).prices).toEqual([]);
  });

  it.each([
    ['memory.maxMegabytes', 4096, { memoryMegabytes: 1792 }],
    ['memory.maxMegabytes', 1, { memoryMegabytes: 64 }],
    ['journal.maxMegabytes', -1, { journalMegabytes: 0 }],
    ['collector.httpPort', 70_000, { httpPort: 65_535 }],
  ])('brings %s of %d into its bounds', (name, value, expected) => {
    expect(settingsOf({ [name]: value })).toMatchObject(expected);
  });
});

describe('collectorWorkerData', () => {
  it('gives sizes in bytes, and the journal its directory', () => {
    const data = collectorWorkerData(
      settingsOf({ 'journal.maxMegabytes': 2, 'memory.maxMegabytes': 64 }),
      SURROUNDINGS,
    );
    expect(data.journal).toEqual({ directory: '/storage/journal', maxBytes: 2 * MIB });
    expect(data.memoryLimitBytes).toBe(64 * MIB);
  });

  it('has no journal when that is off', () => {
    expect(collectorWorkerData(settingsOf({ 'journal.maxMegabytes': 0 }), SURROUNDINGS).journal).toBeNull();
  });

  it('never fails for a port that is taken', () => {
    expect(collectorWorkerData(settingsOf({}), SURROUNDINGS).fallbackToFreePort).toBe(true);
  });

  it('passes on the ports that were told before, and the token', () => {
    const formerPorts = { http: 43_180, grpc: 43_170 };
    const data = collectorWorkerData(settingsOf({}), { ...SURROUNDINGS, formerPorts, token: 'secret' });
    expect(data).toMatchObject({ httpPort: 4318, formerPorts, token: 'secret' });
  });
});
