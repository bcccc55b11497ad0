import { describe, expect, it } from 'vitest';
import { parseArguments, UsageError } from '../../../src/cli/arguments';
import { parsePolicy, violationsOf, type ReviewedSession } from '../../../src/cli/policy';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { Finding } from '../../../src/protocol/review';

function session(figures: Partial<ReviewedSession['summary']>, findings: Partial<Finding>[] = []) {
  return {
    summary: { costUsd: 0.5, startTime: 0, endTime: 90_000, usage: UNKNOWN_USAGE, ...figures },
    findings: findings.map((finding, i) => ({ id: `f${i}`, ...finding })),
  } as ReviewedSession;
}

function violated(list: string, reviewed: ReviewedSession): string[] {
  return violationsOf(reviewed, parsePolicy(list)).map(({ policy }) => policy);
}

describe('a policy', () => {
  it('names kinds of findings, whatever their severity', () => {
    const reviewed = session({}, [{ kind: 'tool-error', severity: 'info' }]);
    expect(violated('loop, tool-error', reviewed)).toEqual(['tool-error']);
  });

  it('names the least severity', () => {
    const warning = session({}, [{ kind: 'loop', severity: 'warning' }]);
    expect(violated('critical,warning,info', warning)).toEqual(['warning', 'info']);
    expect(violated('info', session({}))).toEqual([]);
  });

  it('bounds figures, with units', () => {
    expect(violated('cost>0.50,cost>=0.50,cost>$0.4', session({}))).toEqual(['cost>=0.50', 'cost>$0.4']);
    expect(violated('duration>1m,duration>1.5m,duration>89s', session({}))).toEqual([
      'duration>1m',
      'duration>89s',
    ]);
    const usage = { ...UNKNOWN_USAGE, input: 150_000 };
    expect(violated('tokens>100k,tokens>0.2M', session({ usage }))).toEqual(['tokens>100k']);
  });

  it('is not broken by what is unknown', () => {
    expect(violated('cost>0,tokens>0', session({ costUsd: null }))).toEqual([]);
  });

  it('is refused with what it could say', () => {
    for (const list of ['loops', 'tool_error', 'cost>', 'cost>1m', 'duration>1k']) {
      expect(() => parsePolicy(list), list).toThrow(/--fail-on/);
    }
    expect(() => parsePolicy('loop,cost')).toThrow('a shell takes > for a file');
    for (const list of ['cost>>1', 'cost>0.5s', 'tokens>100kk', 'duration<2s'])
      expect(() => parsePolicy(list), list).toThrow(`cannot read the bound in "${list}"`);
    // A variable that nobody has set must not let everything pass.
    for (const list of ['', ' ', ',']) expect(() => parsePolicy(list), list).toThrow('names nothing');
  });
});

describe('the command line', () => {
  it('takes files and options in any order', () => {
    const options = parseArguments(['--format', 'json', 'review', '/a', '--fail-on', 'loop', '/b']);
    expect(options).toMatchObject({ files: ['/a', '/b'], format: 'json', policy: [{ kind: 'loop' }] });
  });

  it('is refused when it cannot be followed', () => {
    const wrong = [
      [],
      ['review'],
      ['look', 'a'],
      ['review', 'a', '--format', 'xml'],
      ['review', 'a', '--budget', 'much'],
      ['review', 'a', '--budget', '0'],
      ['review', 'a', '--unknown'],
    ];
    for (const args of wrong) expect(() => parseArguments(args), args.join(' ')).toThrow(UsageError);
  });

  it('asks for help', () => {
    expect(parseArguments(['--help'])).toBeNull();
    expect(parseArguments(['help'])).toBeNull();
  });
});
