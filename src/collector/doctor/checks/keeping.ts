/** Whether what arrived is kept: on disk, in memory, whole. */
import type { DoctorCheck } from '../../../protocol/doctor';
import { formatBytes, formatDuration } from '../../../protocol/format';
import { problemsOf } from '../../../protocol/problems';
import { counted } from '../../../protocol/reasons';
import type { CollectorStatus } from '../../../protocol/status';
import type { DoctorFacts } from '../facts';
import { checksOf } from './check';

const { pass, info, problem } = checksOf('Keeping');

export function keepingChecks({ status }: DoctorFacts): DoctorCheck[] {
  const problems = problemsOf(status);
  const about = (subject: string, title: string) =>
    problems.filter(({ id }) => id.startsWith(`${subject}:`)).map((each) => problem(title, each));
  return [
    ...orElse(about('journal', 'Journal'), () => journal(status)),
    ...orElse(about('evicted', 'Memory'), () => memory(status)),
    ...about('truncated', 'Values'),
    ...about('pattern', 'Redaction'),
  ];
}

function journal(status: CollectorStatus): DoctorCheck {
  const id = 'journal';
  const title = 'Journal';
  if (!status.journal) {
    return info({ id, title, detail: 'There is no journal: sessions are gone when Turnline ends.' });
  }
  const { directory, bytes, maxBytes, segments, replayed, lastError } = status.journal;
  const held = `${formatBytes(bytes)} of ${formatBytes(maxBytes)} in ${counted(segments, ['file', 'files'])} at ${directory}`;
  const back = `; ${counted(replayed.records, ['export', 'exports'])} came back at start in ${formatDuration(replayed.durationMs)}`;
  const past = lastError === null ? '' : ` It works again after: ${lastError}`;
  return pass({ id, title, detail: `${held}${replayed.records > 0 ? back : ''}.${past}` });
}

function memory({ memoryBytes, memoryLimitBytes, stored }: CollectorStatus): DoctorCheck {
  const held = [
    counted(stored.spans, ['span', 'spans']),
    counted(stored.logs, ['log record', 'log records']),
    counted(stored.metrics, ['metric data point', 'metric data points']),
  ].join(', ');
  return pass({
    id: 'memory',
    title: 'Memory',
    detail: `${formatBytes(memoryBytes)} of ${formatBytes(memoryLimitBytes)}: ${held}. Nothing had to go.`,
  });
}

function orElse(checks: DoctorCheck[], otherwise: () => DoctorCheck): DoctorCheck[] {
  return checks.length > 0 ? checks : [otherwise()];
}
