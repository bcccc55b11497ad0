/** What arrives, from whom, in which form, and what was refused. */
import type { DoctorCheck } from '../../../protocol/doctor';
import { formatDuration } from '../../../protocol/format';
import { counted, rejectionText } from '../../../protocol/reasons';
import type { WireFormat } from '../../receiver/report';
import type { DoctorFacts } from '../facts';
import { ago, checksOf, listed } from './check';

const { pass, info, warn } = checksOf('Receiving');

/** Batches wait for 5 s by default (OTEL_BSP_SCHEDULE_DELAY), so that a delay of a few seconds says nothing. */
const SUSPICIOUS_DELAY_MS = 10 * 60_000;
/** Timestamps are rounded, and clocks of containers are set by the millisecond. */
const TOLERATED_AHEAD_MS = 100;

export function receivingChecks(facts: DoctorFacts): DoctorCheck[] {
  return [
    lastExport(facts),
    ...metricsOnly(facts),
    ...encodings(facts),
    ...senders(facts),
    ...rejections(facts),
    ...arrival(facts),
    ...redaction(facts),
  ];
}

function lastExport({ at, receiver, listeners, status }: DoctorFacts): DoctorCheck {
  const id = 'last-export';
  const title = 'Last export';
  const { lastExport } = receiver;
  if (lastExport) {
    const { signal, userAgent } = lastExport;
    const sender = userAgent ?? 'a program that does not name itself';
    const detail = `${capitalised(signal)} from ${sender}, ${ago(lastExport.at, at)}, by ${formatName(lastExport)}.`;
    return pass({ id, title, detail });
  }
  const fromJournal = status.journal?.replayed.records ?? 0;
  const kept =
    fromJournal > 0 ? ` (${counted(fromJournal, ['export', 'exports'])} came back from the journal)` : '';
  const { announced } = listeners.http;
  return warn({
    id,
    title,
    detail: `Nothing has been received since Turnline started${kept}.`,
    fix: `Run the agent in a traced terminal (command “Turnline: Open Traced Terminal”), or start it with OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${announced} and OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf. “Turnline: Run the Sample Agent” shows whether Turnline itself works.`,
  });
}

/** Continue's CLI sends nothing else, for one. */
function metricsOnly({ receiver, traces }: DoctorFacts): DoctorCheck[] {
  const { exports } = receiver;
  if (exports.length === 0 || traces.sessions > 0) return [];
  if (exports.some(({ signal }) => signal !== 'metrics')) return [];
  return [
    warn({
      id: 'metrics-only',
      title: 'Metrics only',
      detail: 'Only metrics have come. They are sums over many calls: no session can be made of them.',
      fix: 'Switch the program’s traces on; OpenTelemetry SDKs want OTEL_TRACES_EXPORTER=otlp. An agent that has no traces of its own cannot be shown.',
    }),
  ];
}

function encodings({ receiver }: DoctorFacts): DoctorCheck[] {
  if (receiver.exports.length === 0) return [];
  const seen = [...receiver.exports]
    .sort((a, b) => b.count - a.count)
    .map((each) => `${each.signal} by ${formatName(each)}: ${each.count.toLocaleString('en-US')}`);
  return [info({ id: 'encodings', title: 'Encodings', detail: `Exports received: ${listed(seen, 12)}.` })];
}

function senders({ at, receiver }: DoctorFacts): DoctorCheck[] {
  if (receiver.userAgents.length === 0) return [];
  const seen = receiver.userAgents.map(
    ({ userAgent, count, last }) => `${userAgent} (${count.toLocaleString('en-US')}, ${ago(last, at)})`,
  );
  return [info({ id: 'senders', title: 'Senders', detail: `${listed(seen, 8)}.` })];
}

function rejections({ at, status }: DoctorFacts): DoctorCheck[] {
  const title = 'Refused';
  if (status.rejected.length === 0) {
    return [pass({ id: 'rejected', title, detail: 'Nothing was refused.' })];
  }
  return status.rejected.map(({ reason, count, last }) => {
    const { noun, why, advice } = rejectionText(reason);
    return warn({
      id: `rejected:${reason}`,
      title,
      detail: `${counted(count, noun)}: ${why} (${reason}), last ${ago(last, at)}.`,
      fix: advice,
    });
  });
}

/** How long after their end spans arrive tells of clocks, and of exporters that hold spans back. */
function arrival({ receiver }: DoctorFacts): DoctorCheck[] {
  const id = 'arrival';
  const title = 'Clock of the senders';
  const { arrivalDelay } = receiver;
  if (!arrivalDelay) return [];
  const { smallest, largest, last } = arrivalDelay;
  if (smallest < -TOLERATED_AHEAD_MS) {
    return [
      warn({
        id,
        title,
        detail: `Spans ended up to ${formatDuration(-smallest)} after they were received: a sender’s clock is ahead of this machine’s.`,
        fix: 'Synchronise the clocks of the container, virtual machine or WSL that sends (in WSL: wsl --shutdown, then start it again).',
      }),
    ];
  }
  if (largest > SUSPICIOUS_DELAY_MS) {
    return [
      info({
        id,
        title,
        detail: `Spans arrived up to ${formatDuration(largest)} after their end (${formatDuration(Math.max(last, 0))} the last time): they were sent late, or a sender’s clock is behind.`,
      }),
    ];
  }
  return [
    pass({
      id,
      title,
      detail: `Spans arrive ${formatDuration(Math.max(smallest, 0))} to ${formatDuration(Math.max(largest, 0))} after their end.`,
    }),
  ];
}

function redaction({ status }: DoctorFacts): DoctorCheck[] {
  const { redacted, received } = status;
  if (redacted.length === 0) return [];
  const secrets = redacted.reduce((sum, { count }) => sum + count, 0);
  const kinds = listed(redacted.map(({ kind, count }) => `${kind}: ${count.toLocaleString('en-US')}`));
  const items = received.spans + received.logs + received.metrics;
  return [
    info({
      id: 'redacted',
      title: 'Secrets',
      detail: `${counted(secrets, ['secret was', 'secrets were'])} masked (${kinds}) in ${counted(items, ['item', 'items'])} received.`,
    }),
  ];
}

function formatName({ protocol, encoding, compression }: WireFormat): string {
  const encoded = protocol === 'grpc' ? 'gRPC' : `HTTP/${encoding}`;
  return compression === '' || compression === 'identity' ? encoded : `${encoded} with ${compression}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
