/** For a person at a terminal. */
import { FINDING_TITLES } from '../../protocol/review';
import { sessionFigures } from './figures';
import { placesText, printable, type Report, type SessionReport } from './report';
import { findingsToShow, leftOutText, overviewOf, sessionsToShow } from './shown';

const MARKS = { critical: '✖', warning: '!', info: 'i' };
const WIDTH = 100;

export function textReport({ sessions, problems }: Report): string {
  const { shown, more } = sessionsToShow(sessions);
  const blocks = shown.map(sessionBlock);
  if (more > 0) blocks.push(leftOutText(more));
  if (problems.length > 0) {
    blocks.push(
      [
        'Parts of the files were passed over:',
        ...problems.map(({ file, message }) => `  ${file}: ${message}`),
      ].join('\n'),
    );
  }
  if (sessions.length > 1) blocks.push(`${overviewOf(sessions)}.`);
  const violations = shown.flatMap(({ summary, violations: each }) =>
    each.map(({ policy, reason }) => `  ${policy}: ${reason} in session ${summary.id}`),
  );
  const moreFailed = failedIn(sessions) - failedIn(shown);
  if (moreFailed > 0) violations.push(`  … and ${moreFailed} more sessions`);
  if (violations.length > 0) blocks.push(['Failed:', ...violations].join('\n'));
  return `${printable(blocks.join('\n\n'))}\n`;
}

function failedIn(sessions: readonly SessionReport[]): number {
  return sessions.filter(({ violations }) => violations.length > 0).length;
}

function sessionBlock({ summary, findings }: SessionReport): string {
  const { title, id, agents, models } = summary;
  const who = [...agents, ...models].join(', ');
  const lines = [
    `${title}${title === id ? '' : ` (${id})`}`,
    ...(who === '' ? [] : [who]),
    sessionFigures(summary)
      .map(([name, value]) => `${value} ${name}`)
      .join(' · '),
  ];
  if (findings.length === 0) return [...lines, '', '  Nothing found.'].join('\n');
  const { shown, more } = findingsToShow(findings);
  for (const finding of shown) {
    const { severity, kind, sentence, advice, evidence } = finding;
    lines.push('', `  ${MARKS[severity]} ${FINDING_TITLES[kind]} (${severity}, ${kind})`);
    lines.push(...indented(sentence));
    if (evidence.length > 0) lines.push(...indented(`At ${placesText(finding)}.`));
    lines.push(...indented(`→ ${advice}`));
  }
  for (const [kind, count] of more) lines.push('', `  … ${count} more of kind ${kind}`);
  return lines.join('\n');
}

/** Broken into lines between words. */
function indented(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= WIDTH - INDENT.length) {
      lines.push(INDENT + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, INDENT + line];
}

const INDENT = '    ';
