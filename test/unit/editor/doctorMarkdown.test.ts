import { describe, expect, it } from 'vitest';
import { doctorMarkdown } from '../../../src/editor/doctorMarkdown';
import type { DoctorCheck } from '../../../src/protocol/doctor';

function check(overrides: Partial<DoctorCheck>): DoctorCheck {
  return {
    id: 'http-port',
    group: 'Listening',
    title: 'OTLP',
    outcome: 'pass',
    detail: 'It listens',
    fix: null,
    ...overrides,
  };
}

/** The lines of the checks, without what Markdown needs escaped. */
function lines(checks: DoctorCheck[]): string[] {
  return doctorMarkdown({ at: 0, checks }).replaceAll('\\', '').split('\n');
}

describe('doctorMarkdown', () => {
  it('marks outcomes, groups the checks and gives each fix a line of its own', () => {
    expect(
      lines([
        check({}),
        check({ outcome: 'info', detail: 'Off' }),
        check({ group: 'Receiving', title: 'Refused', outcome: 'warn', detail: 'Two', fix: 'Set A=1' }),
        check({ group: 'Receiving', title: 'Disk', outcome: 'fail', detail: 'Full', fix: 'Make room' }),
      ]).slice(3, -2),
    ).toEqual([
      '',
      '## Listening',
      '',
      '- ✔ **OTLP** – It listens',
      '- ℹ **OTLP** – Off',
      '',
      '## Receiving',
      '',
      '- ⚠ **Refused** – Two',
      '  **Fix:** Set A=1',
      '- ✖ **Disk** – Full',
      '  **Fix:** Make room',
      '',
    ]);
  });

  it.each([
    [[], 'everything is as it should be.'],
    [['fail'], '1 failure.'],
    [['warn', 'warn', 'pass', 'info'], '2 warnings.'],
    [['fail', 'fail', 'warn'], '2 failures and 1 warning.'],
  ] as const)('says on top how it stands: %j', (outcomes, verdict) => {
    expect(lines(outcomes.map((outcome) => check({ outcome })))[2]).toContain(verdict);
  });

  it('shows what senders chose as text', () => {
    const text = doctorMarkdown({
      at: 0,
      checks: [check({ title: '**bold**', detail: '<img src=x> [link](command:evil) `code`\n# heading' })],
    });
    expect(text).not.toContain('<img');
    expect(text).not.toContain('[link](');
    expect(text).not.toMatch(/^# heading/m);
    expect(text).not.toMatch(/(?<!\\)`/);
    expect(text).toContain('\\*\\*bold');
  });
});
