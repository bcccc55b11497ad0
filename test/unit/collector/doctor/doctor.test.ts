import { describe, expect, it } from 'vitest';
import { doctorReport } from '../../../../src/collector/doctor/doctor';
import { EMITTERS } from '../../../../src/collector/doctor/emitters';
import type { DoctorFacts } from '../../../../src/collector/doctor/facts';
import { PRICE_TABLE } from '../../../../src/analysis/priceTable';
import type { DoctorCheck } from '../../../../src/protocol/doctor';
import type { ForwardStatus } from '../../../../src/protocol/forward';
import { collectorStatus, journalStatus } from '../../support/status';
import { doctorFacts, NOW } from './support';

const DAY_MS = 86_400_000;
const OTHER_PROGRAM = { pid: 4711, name: 'otelcol', isTurnline: false };

function checkOf(id: string, facts: DoctorFacts): DoctorCheck {
  const check = doctorReport(facts).checks.find((each) => each.id === id);
  if (!check) throw new Error(`There is no check ${id}.`);
  return check;
}

describe('doctorReport', () => {
  it('keeps the checks of a group together, in the order to read them', () => {
    const groups = doctorReport(doctorFacts()).checks.map(({ group }) => group);
    expect(groups.filter((group, i) => group !== groups[i - 1])).toEqual([
      'Listening',
      'Receiving',
      'Keeping',
      'Prices',
    ]);
  });

  it('has something to do wherever something is wrong', () => {
    const { checks } = doctorReport(
      doctorFacts({
        listeners: {
          http: { announced: 50123, bound: [50123], wanted: 4318, holder: OTHER_PROGRAM },
          grpc: null,
        },
        status: collectorStatus({ journal: journalStatus({ writable: false, lastError: 'full' }) }),
        receiver: { arrivalDelay: { last: 1, smallest: -5000, largest: 1 } },
        traces: {
          spans: 10,
          unknown: { spans: 10, scopes: [] },
          orphans: { spans: 1, of: 10, parents: 1, examples: [] },
          clockSkew: [{ parentService: 'a', childService: 'b', spans: 1, worstMs: 50 }],
          logsOnly: [{ service: 'claude-code', logs: 3 }],
        },
        at: PRICE_TABLE.published + 400 * DAY_MS,
      }),
    );
    const wrong = checks.filter(({ outcome }) => outcome === 'warn' || outcome === 'fail');
    expect(wrong.map(({ id }) => id)).toEqual([
      'http-port',
      'last-export',
      'arrival',
      'genai-spans',
      'logs-only:claude-code',
      'orphans',
      'clock-skew',
      'journal:not-writable',
      'price-table',
    ]);
    for (const { fix } of wrong) expect(fix).toMatch(/\.$/);
  });
});

describe('the ports', () => {
  it('pass when the configured one is ours, announced or not', () => {
    expect(checkOf('http-port', doctorFacts())).toMatchObject({
      outcome: 'pass',
      detail: 'Listens on 127.0.0.1:4318.',
    });
    const listeners = {
      http: { announced: 50123, bound: [50123, 4318], wanted: 4318, holder: null },
      grpc: null,
    };
    expect(checkOf('http-port', doctorFacts({ listeners }))).toMatchObject({
      outcome: 'pass',
      detail: 'Listens on 127.0.0.1:50123, and on 4318.',
    });
    expect(checkOf('grpc-port', doctorFacts({ listeners })).outcome).toBe('info');
  });

  it('name who has the configured one', () => {
    const taken = (holder: typeof OTHER_PROGRAM | null) =>
      checkOf(
        'http-port',
        doctorFacts({
          listeners: { http: { announced: 50123, bound: [50123], wanted: 4318, holder }, grpc: null },
        }),
      );
    expect(taken(OTHER_PROGRAM)).toMatchObject({
      outcome: 'warn',
      detail: expect.stringContaining('4318 is used by otelcol (process 4711)') as string,
      fix: expect.stringContaining('turnline.collector.httpPort') as string,
    });
    expect(taken({ ...OTHER_PROGRAM, isTurnline: true })).toMatchObject({
      outcome: 'info',
      detail: expect.stringContaining('Turnline in another window') as string,
    });
    expect(taken(null).outcome).toBe('info');
  });
});

describe('receiving', () => {
  it('says how to send when nothing has come', () => {
    const check = checkOf('last-export', doctorFacts());
    expect(check.outcome).toBe('warn');
    expect(check.fix).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318');
  });

  it('says why there is no session where only metrics have come', () => {
    const wire = { protocol: 'http', encoding: 'protobuf', compression: '', count: 2 } as const;
    const idsOf = (signal: 'metrics' | 'logs', sessions: number) =>
      doctorReport(
        doctorFacts({ receiver: { exports: [{ ...wire, signal }] }, traces: { sessions } }),
      ).checks.map(({ id }) => id);
    expect(idsOf('metrics', 0)).toContain('metrics-only');
    expect(idsOf('metrics', 1)).not.toContain('metrics-only');
    expect(idsOf('logs', 0)).not.toContain('metrics-only');
  });

  it('names the last export, its sender, and all encodings', () => {
    const wire = { protocol: 'http', encoding: 'json', compression: 'gzip', signal: 'traces' } as const;
    const facts = doctorFacts({
      receiver: {
        lastExport: { ...wire, userAgent: 'OTel-Python/1.40', peerPort: 5000, at: NOW - 12_000 },
        exports: [
          { ...wire, count: 3 },
          { protocol: 'grpc', encoding: 'protobuf', compression: '', signal: 'logs', count: 40 },
        ],
        userAgents: [{ userAgent: 'OTel-Python/1.40', count: 43, last: NOW - 12_000 }],
      },
    });
    expect(checkOf('last-export', facts)).toMatchObject({
      outcome: 'pass',
      detail: 'Traces from OTel-Python/1.40, 12s ago, by HTTP/json with gzip.',
    });
    expect(checkOf('encodings', facts).detail).toBe(
      'Exports received: logs by gRPC: 40, traces by HTTP/json with gzip: 3.',
    );
    expect(checkOf('senders', facts).detail).toBe('OTel-Python/1.40 (43, 12s ago).');
  });

  it('lists what was refused, reason by reason', () => {
    const rejected = [
      { reason: 'unknown-path', count: 2, last: NOW - 60_000 },
      { reason: 'malformed-json', count: 1, last: NOW },
    ];
    const facts = doctorFacts({ status: collectorStatus({ rejected }) });
    expect(checkOf('rejected:unknown-path', facts)).toMatchObject({
      outcome: 'warn',
      detail: '2 requests: the path is none of OTLP’s (unknown-path), last 1m 0s ago.',
    });
    expect(checkOf('rejected:malformed-json', facts).detail).toContain('last just now');
    expect(checkOf('rejected', doctorFacts()).outcome).toBe('pass');
  });

  it('tells a clock that is ahead from spans that come late', () => {
    const arrival = (smallest: number, largest: number) =>
      checkOf('arrival', doctorFacts({ receiver: { arrivalDelay: { last: 1, smallest, largest } } }));
    expect(arrival(1, 5000).outcome).toBe('pass');
    expect(arrival(-20, 5000).outcome).toBe('pass');
    expect(arrival(-3000, 5000)).toMatchObject({
      outcome: 'warn',
      detail: expect.stringContaining('3s after they were received') as string,
    });
    expect(arrival(1, 3_600_000).outcome).toBe('info');
  });
});

describe('traces', () => {
  const emitter = EMITTERS.find(({ id }) => id === 'ai-sdk')!;
  const codex = EMITTERS.find(({ id }) => id === 'codex')!;
  const seen = { scope: 'ai', services: ['shop'], modelCalls: 3 };

  it('are not judged before there are any', () => {
    expect(doctorReport(doctorFacts()).checks.filter(({ group }) => group === 'Traces')).toEqual([]);
  });

  it('give the exact switch where content is missing', () => {
    const check = (prompts: boolean, answers: boolean) =>
      checkOf(
        'content-capture:ai-sdk',
        doctorFacts({ traces: { emitters: [{ ...seen, emitter, prompts, answers }] } }),
      );
    expect(check(true, true)).toMatchObject({ outcome: 'pass', fix: null });
    expect(check(true, false)).toMatchObject({
      outcome: 'warn',
      detail: expect.stringMatching(/^There are no answers in 3 model calls of shop \(ai\)/) as string,
      fix: expect.stringContaining('recordOutputs: true') as string,
    });
    expect(check(false, false).detail).toMatch(/^There are no prompts and no answers/);
  });

  it('do not expect answers from who never sends them', () => {
    const emitters = [{ ...seen, emitter: codex, prompts: true, answers: false }];
    expect(checkOf('content-capture:codex', doctorFacts({ traces: { emitters } })).outcome).toBe('pass');
  });

  it('say how many spans are of no agent, and from where', () => {
    const unknown = { spans: 5, scopes: [{ name: 'undici', count: 5 }] };
    const traces = { spans: 20, sessions: 2, modelCalls: 4, unknown };
    expect(checkOf('genai-spans', doctorFacts({ traces }))).toMatchObject({
      outcome: 'info',
      detail:
        'Of 20 spans in the 2 newest sessions, 4 are model calls. 5 of 20 spans (25 %) are not understood as an agent’s work; they are from undici.',
    });
    expect(checkOf('genai-spans', doctorFacts({ traces: { ...traces, modelCalls: 0 } })).outcome).toBe(
      'warn',
    );
  });

  it('count orphans and give examples', () => {
    const examples = [{ ref: { traceId: 't', spanId: 's' }, name: 'ai.toolCall', service: 'opencode' }];
    const traces = { spans: 1200, orphans: { spans: 34, of: 1200, parents: 8, examples } };
    const check = checkOf('orphans', doctorFacts({ traces }));
    expect(check.outcome).toBe('warn');
    expect(check.detail).toContain('34 of 1,200 spans (3 %)');
    expect(check.detail).toContain('ai.toolCall of opencode');
    expect(check.fix).toContain('forceFlush()');
  });
});

describe('keeping', () => {
  it('shows the journal and the memory with their bounds', () => {
    const status = collectorStatus({
      journal: journalStatus({
        bytes: 12 * 1024 ** 2,
        segments: 3,
        replayed: { records: 30, durationMs: 120 },
      }),
      memoryBytes: 100 * 1024 ** 2,
      stored: { spans: 1200, logs: 1, metrics: 0 },
    });
    expect(checkOf('journal', doctorFacts({ status })).detail).toBe(
      '12 MB of 512 MB in 3 files at /home/me/journal; 30 exports came back at start in 120ms.',
    );
    expect(checkOf('memory', doctorFacts({ status })).detail).toBe(
      '100 MB of 1 GB: 1,200 spans, 1 log record, 0 metric data points. Nothing had to go.',
    );
    expect(checkOf('journal', doctorFacts()).outcome).toBe('info');
  });

  it('fails when the journal cannot be written, and warns of what had to go', () => {
    const status = collectorStatus({
      journal: journalStatus({ writable: false, lastError: 'no space left on device' }),
      evicted: { sessions: 3, spans: 10, logs: 0, metrics: 0, reasons: [] },
    });
    expect(checkOf('journal:not-writable', doctorFacts({ status }))).toMatchObject({
      outcome: 'fail',
      detail: expect.stringContaining('no space left on device') as string,
    });
    expect(checkOf('evicted:sessions', doctorFacts({ status })).fix).toContain(
      'turnline.memory.maxMegabytes',
    );
  });
});

describe('prices', () => {
  it('are old after some months', () => {
    const age = (days: number) =>
      checkOf('price-table', doctorFacts({ at: PRICE_TABLE.published + days * DAY_MS }));
    expect(age(30)).toMatchObject({
      outcome: 'pass',
      detail: expect.stringContaining('30 days old') as string,
    });
    expect(age(400).outcome).toBe('warn');
  });

  it('name the models that have none', () => {
    const unpriced = [{ name: 'acme-large', count: 7 }];
    const check = (models: typeof unpriced) =>
      checkOf('unpriced-models', doctorFacts({ traces: { modelCalls: 9, unpriced: models } }));
    expect(check(unpriced)).toMatchObject({
      outcome: 'warn',
      detail: expect.stringContaining('acme-large (7 calls)') as string,
    });
    expect(check([]).outcome).toBe('pass');
  });
});

describe('forwarding', () => {
  const forwarded = (forward: Partial<ForwardStatus>) =>
    doctorFacts({
      status: collectorStatus({
        forward: {
          endpoint: 'https://otel.example.com',
          sent: 0,
          waiting: 0,
          dropped: [],
          problem: null,
          ...forward,
        },
      }),
    });
  const checks = (facts: DoctorFacts) =>
    doctorReport(facts).checks.filter(({ group }) => group === 'Forwarding');

  it('is not spoken of where nothing is forwarded', () => {
    expect(checks(doctorFacts())).toEqual([]);
  });

  it('says where to and how much', () => {
    expect(checks(forwarded({ sent: 1200, waiting: 3 }))).toMatchObject([
      { outcome: 'pass', detail: '1,200 items sent to https://otel.example.com; 3 on the way.' },
    ]);
  });

  it('says what waits and what was refused, each with what to do', () => {
    const found = checks(
      forwarded({
        waiting: 2,
        dropped: [{ reason: 'forward-refused', count: 7, last: NOW }],
        problem: 'it answered 429 Too Many Requests',
      }),
    );
    expect(found.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['forward:failing', 'warn'],
      ['forward:dropped', 'warn'],
    ]);
    expect(found[0]!.detail).toContain('429 Too Many Requests');
    expect(found[1]!.fix).toContain('turnline.forward.endpoint');
  });
});
