import { describe, expect, it } from 'vitest';
import { parseOptions, USAGE, UsageError } from '../../../src/collector/options';

describe('parseOptions', () => {
  it('listens on the standard port when told nothing', () => {
    expect(parseOptions([])).toEqual({
      httpPort: 4318,
      grpcPort: null,
      stdio: false,
      journal: null,
      help: false,
    });
  });

  it('reads every option', () => {
    expect(parseOptions(['--http', '0', '--grpc=4317', '--stdio', '--journal', '/tmp/journal'])).toEqual({
      httpPort: 0,
      grpcPort: 4317,
      stdio: true,
      journal: '/tmp/journal',
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
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('explains every option that it takes', () => {
    for (const option of ['--http', '--grpc', '--stdio', '--journal', '--help'])
      expect(USAGE).toContain(option);
  });
});
