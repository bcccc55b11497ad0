import { describe, expect, it } from 'vitest';
import { DEFAULT_JOURNAL_BYTES, DEFAULT_MEMORY_LIMIT_BYTES } from '../../../src/protocol/collectorWorker';
import { parseOptions, USAGE, UsageError } from '../../../src/collector/options';

describe('parseOptions', () => {
  it('listens on the standard port when told nothing', () => {
    expect(parseOptions([])).toEqual({
      httpPort: 4318,
      grpcPort: null,
      stdio: false,
      journal: null,
      memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
      token: null,
      redactionPatterns: [],
      forward: null,
      help: false,
    });
    expect(parseOptions(['--journal', 'here']).journal).toEqual({
      directory: 'here',
      maxBytes: DEFAULT_JOURNAL_BYTES,
    });
  });

  it('reads every option', () => {
    expect(
      parseOptions([
        ...['--http', '0', '--grpc=4317', '--stdio', '--journal', '/tmp/journal', '--journal-size', '64'],
        ...[
          '--memory',
          '256',
          '--token',
          'abc',
          '--forward',
          'http://localhost:1',
          '--forward-header',
          'X-Key: a:b',
          '--redact',
          'cust-\\d+',
          '--redact',
          'x{3}',
        ],
      ]),
    ).toEqual({
      httpPort: 0,
      grpcPort: 4317,
      stdio: true,
      journal: { directory: '/tmp/journal', maxBytes: 64 * 1024 * 1024 },
      memoryLimitBytes: 256 * 1024 * 1024,
      token: 'abc',
      redactionPatterns: ['cust-\\d+', 'x{3}'],
      forward: { endpoint: 'http://localhost:1', headers: { 'X-Key': 'a:b' } },
      help: false,
    });
  });

  it.each([
    [['--htpp', '1'], '--htpp'],
    [['stray'], 'stray'],
    [['--http'], '--http'],
    [['--http', 'abc'], '--http needs a port from 0 to 65535, not "abc".'],
    [['--http', '65536'], '65536'],
    [['--http', ''], 'not ""'],
    [['--grpc', '1.5'], '--grpc needs a port'],
    [['--memory', '0'], '--memory needs a number of megabytes from 1 on, not "0".'],
    [['--journal-size', '1GB'], '--journal-size needs'],
    [['--token', ''], '--token needs'],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('explains every option that it takes', () => {
    const listening = ['--http', '--grpc', '--stdio', '--token', '--help'];
    const keeping = ['--journal', '--journal-size', '--memory', '--redact'];
    for (const option of [...listening, ...keeping]) expect(USAGE).toContain(`  ${option} `);
  });
});
