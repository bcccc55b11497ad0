/** For a comment on a pull request or the summary of a job. */
import { FINDING_TITLES } from '../../protocol/review';
import { sessionFigures } from './figures';
import { placesText, printable, type Report, type SessionReport } from './report';
import { findingsToShow, leftOutText, overviewOf, sessionsToShow } from './shown';

const MARKS = { critical: '🔴', warning: '🟠', info: '🔵' };

export function markdownReport({ sessions, problems }: Report): string {
  const { shown, more } = sessionsToShow(sessions);
  const failed = shown.filter(({ violations }) => violations.length > 0);
  const blocks = [
    '# Agent review',
    ...(sessions.length > 1 ? [`${overviewOf(sessions)}.`] : []),
    ...(failed.length === 0
      ? []
      : [
          '**Failed:**',
          failed
            .flatMap(({ summary, violations }) =>
              violations.map(
                ({ policy, reason }) => `- ${code(policy)}: ${escaped(reason)} in ${escaped(summary.title)}`,
              ),
            )
            .join('\n'),
        ]),
    ...shown.flatMap(sessionBlocks),
    ...(more > 0 ? [escaped(leftOutText(more))] : []),
    ...(problems.length === 0
      ? []
      : [
          '## Parts that were passed over',
          problems.map(({ file, message }) => `- ${code(file)}: ${escaped(message)}`).join('\n'),
        ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function sessionBlocks({ summary, findings }: SessionReport): string[] {
  const figures = sessionFigures(summary);
  const { shown, more } = findingsToShow(findings);
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${escaped(summary.title)}`,
    [
      row(figures.map(([name]) => name)),
      row(figures.map(() => '---:')),
      row(figures.map(([, value]) => value)),
    ].join('\n'),
    findings.length === 0
      ? 'Nothing found.'
      : [
          ...shown.map((finding) => {
            const { severity, kind, sentence, advice, evidence } = finding;
            const places = evidence.length === 0 ? '' : ` _(${escaped(placesText(finding))})_`;
            return `- ${MARKS[severity]} **${FINDING_TITLES[kind]}** (${severity}): ${escaped(sentence)}${places}<br>${escaped(advice)}`;
          }),
          ...more.map(([kind, count]) => `- … ${count} more of kind ${kind}`),
        ].join('\n'),
  ];
}

/** Nothing of a trace becomes markup, a link or a mention. */
function escaped(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|~#!]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '@\u200b')
    .replace(/:\/\//g, ':\u200b//');
}

function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}
