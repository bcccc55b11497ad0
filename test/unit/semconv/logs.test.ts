import { describe, expect, it } from 'vitest';
import { eventNameOf, severityOf } from '../../../src/semconv/logs';
import { LOG_RECORD } from '../../../src/otlp/schema';
import { attributes } from '../support/spans';

describe('severityOf', () => {
  it.each([
    [0, '', null],
    [1, '', 'TRACE'],
    [9, '', 'INFO'],
    [12, '', 'INFO4'],
    [24, '', 'FATAL4'],
    [25, '', null],
    [-3, '', null],
    [17, 'critical', 'critical'],
  ])('of number %i and text "%s" is %s', (severityNumber, severityText, severity) => {
    expect(severityOf({ ...LOG_RECORD.create(), severityNumber, severityText })).toBe(severity);
  });
});

describe('eventNameOf', () => {
  it('takes the attribute, then the field', () => {
    const record = { ...LOG_RECORD.create(), eventName: 'event src/telemetry.rs:703' };
    expect(eventNameOf(record)).toBe('event src/telemetry.rs:703');
    expect(eventNameOf({ ...record, attributes: attributes({ 'event.name': 'codex.user_prompt' }) })).toBe(
      'codex.user_prompt',
    );
    expect(eventNameOf(LOG_RECORD.create())).toBeNull();
  });
});
