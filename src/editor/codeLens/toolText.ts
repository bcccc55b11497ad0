/** What is said of a tool's calls. Pure. */
import { formatDuration } from '../../protocol/format';
import type { ToolCallSummary } from '../../protocol/source';

type Localise = (message: string, ...values: (string | number)[]) => string;

interface Figures {
  calls: number;
  errors: number;
  p50Ms: number;
  loopIterations: number;
}

/** `14 calls · 2 errors · median 1.2 s · ↻ 6`. */
export function toolTitle({ calls, errors, p50Ms, loopIterations }: Figures, t: Localise): string {
  return [
    calls === 1 ? t('1 call') : t('{0} calls', calls),
    ...(errors === 0 ? [] : [errors === 1 ? t('1 error') : t('{0} errors', errors)]),
    t('median {0}', formatDuration(p50Ms)),
    ...(loopIterations === 0 ? [] : [`↻ ${loopIterations}`]),
  ].join(' · ');
}

/** `1.2 s · rate_limited`. */
export function callDescription({ durationMs, status, errorClass }: ToolCallSummary): string {
  return [formatDuration(durationMs), ...(status === 'ok' ? [] : [errorClass ?? status])].join(' · ');
}

/** At most so many characters, with how many were left out. */
export function cut(text: string, chars: number, t: Localise): string {
  return text.length <= chars
    ? text
    : `${text.slice(0, chars)}… ${t('({0} characters more)', text.length - chars)}`;
}
