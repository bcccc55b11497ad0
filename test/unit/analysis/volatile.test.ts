import { describe, expect, it } from 'vitest';
import { comparableResult, maskVolatile } from '../../../src/analysis/volatile';

describe('maskVolatile', () => {
  it.each([
    ['at 2026-11-21T00:14:25.000Z', 'at 2027-01-02T03:04:05.678Z'],
    ['2026-11-21 00:14:25,123 +01:00 INFO', '2026-11-22 11:00:00,001 +01:00 INFO'],
    ['[00:14:25] ready', '[00:14:26] ready'],
    ['Date: Sat, 21 Nov 2026 00:14:25 GMT', 'Date: Sun, 22 Nov 2026 01:00:00 GMT'],
    ['id 0b6a5b4c-7d1e-4c11-9a53-0d3d0e6a1f00', 'id 1b6a5b4c-7d1e-4c11-9a53-0d3d0e6a1f99'],
    ['done in 12ms', 'done in 1503ms'],
    ['done in 0.53 s', 'done in 2 s'],
    ['took 1m 3s', 'took 2m 59s'],
    ['{"hits":[],"took":3}', '{"hits":[],"took":17}'],
    ['{"hits":[],"elapsed_ms": 3.25}', '{"hits":[],"elapsed_ms": 1e3}'],
    ['{"request_id":"req_1","ok":true}', '{"request_id":"req_\\"2","ok":true}'],
    ['{"timestamp":1795220114}', '{"timestamp":"yesterday"}'],
    ['now 1795220114672', 'now 1795220999999'],
    ['pid 4711 exited', 'pid 12 exited'],
    ['worker[4711]: ready', 'worker[812]: ready'],
    ['/bin/bash: line 4711: javac: command not found', '/bin/bash: line 4726: javac: command not found'],
    ['sh: 1: jest: not found', 'sh: 7: jest: not found'],
    ['<Agent at 0x7ffd2a3c10>', '<Agent at 0x7ffd99ff00>'],
    ['Chunk ID: ae1bb6\nWall time: 0.0012 seconds\nok', 'Chunk ID: 6c7a19\nWall time: 1.5 seconds\nok'],
    ['<shellId: 0 completed with exit code 1>', '<shellId: 12 completed with exit code 1>'],
    ['{"shell_id":"a1","ok":true}', '{"shell_id":"b2","ok":true}'],
    ['Process Group PGID: 4711', 'Process Group PGID: 12'],
    ['Background PIDs: 12, 13', 'Background PIDs: 8'],
    ['Retrying # 2 of 5', 'Retrying # 3 of 5'],
    ['PROCESS ID = 12', 'PROCESS ID = 4711'],
    ['req_8d1Q3z failed', 'req_0aB7xy failed'],
    ['trace-00abcd12 failed', 'trace-ff34ab99 failed'],
    ['since 12:14 AM', 'since 1:09 PM'],
    ['after 1,204 ms', 'after 12 µs'],
    ['id deadbeef-dead-beef-dead-beefdeadbeef, 1', 'id feedbeef-feed-beef-feed-beeffeedbeef, 1'],
    ['/tmp/tmpabcd has 3 files', '/tmp/tmpwxyz has 3 files'],
  ])('%s ≙ %s', (a, b) => {
    expect(maskVolatile(a)).toBe(maskVolatile(b));
  });

  it.each([
    ['{"progress":10}', '{"progress":20}'],
    ['3 of 10 done', '4 of 10 done'],
    ['12% complete', '13% complete'],
    ['{"cursor":"a1"}', '{"cursor":"b2"}'],
    ['{"page":1,"hits":[]}', '{"page":2,"hits":[]}'],
    ['1024 bytes', '2048 bytes'],
    ['distance 5 m', 'distance 6 m'],
    ['line 14: error', 'line 15: error'],
    ['status: queued', 'status: running'],
    ['version 1.2.3', 'version 1.2.4'],
    ['customer 1042', 'customer 1043'],
    ['due 2026-11-21', 'due 2026-11-22'],
    ['commit 3f2a9c1', 'commit 77aa01b'],
  ])('%s ≠ %s', (a, b) => {
    expect(maskVolatile(a)).not.toBe(maskVolatile(b));
  });

  it('stays quick on long results', () => {
    const long = `{"rows":[${'{"name":"value","n":12345678},'.repeat(20_000)}]}`;
    const start = performance.now();
    maskVolatile(long);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('comparableResult', () => {
  it('takes the same lines in another order for the same, in JSON too', () => {
    expect(comparableResult('a.md\nb.md')).toBe(comparableResult('b.md\r\na.md'));
    expect(comparableResult('{"output":"\\na.md\\nb.md\\n"}')).toBe(
      comparableResult('{"output":"\\nb.md\\na.md\\n"}'),
    );
  });

  it('tells other lines, and more of the same, apart', () => {
    expect(comparableResult('a.md\nb.md')).not.toBe(comparableResult('a.md\nc.md'));
    expect(comparableResult('a.md')).not.toBe(comparableResult('a.md\na.md'));
  });
});
