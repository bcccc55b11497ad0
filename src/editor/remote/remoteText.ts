/** What is said of traces in other places. Pure: the translation is passed in. */
import { formatDuration } from '../../protocol/format';
import type { RemoteProblem } from '../../remote/remoteProblem';
import type { RemoteBackend } from '../../remote/backends';
import type { FoundTrace } from '../../remote/traceBackend';
import type { Translate } from '../sessionText';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** What is wrong, and what to do about it. */
export function problemText(
  { kind, detail }: RemoteProblem,
  { backend, url }: RemoteBackend,
  t: Translate,
): string {
  const { name } = backend;
  switch (kind) {
    case 'unreachable':
      return detail === 'timeout'
        ? t('{0} at {1} did not answer in time. Search a shorter time, or ask again.', name, url)
        : t('{0} does not answer at {1} ({2}). Is it running, and is this its address?', name, url, detail);
    case 'unauthorized':
      return t('{0} at {1} refused the headers that were sent ({2}).', name, url, detail);
    case 'not-found':
      return t(
        '{0} at {1} has no such trace. It may have been deleted by now, or not have arrived yet.',
        name,
        url,
      );
    case 'not-api':
      return t('What answers at {0} is not the API of {1}. Is this its address, path included?', url, name);
    case 'redirected':
      return t(
        '{0} sends on to another address, such as a page to sign in, where Turnline does not follow. Use the address of the API itself, with headers that it accepts.',
        url,
      );
    case 'too-large':
      return t('The answer of {0} is larger than {1} MiB.', name, detail);
    case 'refused':
      return t('{0} at {1} answered {2}.', name, url, detail);
  }
}

/** Label and description of a row; what is unknown is left out. */
export function foundTraceText(trace: FoundTrace, t: Translate): { label: string; description: string } {
  const { traceId, name, service, startTime, durationMs, spanCount } = trace;
  const parts = [
    service,
    startTime === null ? '' : new Date(startTime).toLocaleString(),
    durationMs === null ? '' : formatDuration(durationMs),
    spanCount === null
      ? ''
      : spanCount === 1
        ? t('1 span')
        : t('{0} spans', spanCount.toLocaleString('en-US')),
  ];
  return {
    label: name === '' ? traceId : name,
    description: parts.filter((part) => part !== '').join(' · '),
  };
}

/** A stretch of time that ends now. */
export function rangeText(minutes: number, t: Translate): string {
  if (minutes <= HOUR_MINUTES) return t('the last hour');
  return minutes <= DAY_MINUTES ? t('the last 24 hours') : t('the last {0} days', minutes / DAY_MINUTES);
}
