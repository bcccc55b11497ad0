/** The doctor's report as a Markdown document. Text that senders chose is shown as it is, never as markup. */
import type { CheckOutcome, DoctorCheck, DoctorReport } from '../protocol/doctor';
import { escapeMarkdown } from './sessionText';

const MARK: Record<CheckOutcome, string> = { pass: '✔', info: 'ℹ', warn: '⚠', fail: '✖' };

export function doctorMarkdown({ at, checks }: DoctorReport): string {
  const lines = ['# Turnline Doctor', '', `${new Date(at).toLocaleString()}: ${verdict(checks)}`];
  let group = '';
  for (const check of checks) {
    if (check.group !== group) {
      group = check.group;
      lines.push('', `## ${escapeMarkdown(group)}`, '');
    }
    lines.push(...checkLines(check));
  }
  lines.push('', 'Run “Turnline: Doctor” again to check anew.', '');
  return lines.join('\n');
}

function verdict(checks: readonly DoctorCheck[]): string {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length;
  const warned = checks.filter(({ outcome }) => outcome === 'warn').length;
  if (failed + warned === 0) return 'everything is as it should be.';
  const parts = [
    ...(failed > 0 ? [`${failed} ${failed === 1 ? 'failure' : 'failures'}`] : []),
    ...(warned > 0 ? [`${warned} ${warned === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return `${parts.join(' and ')}.`;
}

/** The fix stands on a line of its own, so that it can be found and copied. */
function checkLines({ outcome, title, detail, fix }: DoctorCheck): string[] {
  const line = `- ${MARK[outcome]} **${escapeMarkdown(title)}** – ${escapeMarkdown(detail)}`;
  return fix === null ? [line] : [`${line}\\`, `  **Fix:** ${escapeMarkdown(fix)}`];
}
