/** For a person at a terminal. */
import { FINDING_TITLES } from '../../protocol/review';
import { sessionFigures } from './figures';
import { placesText, printable, type Report, type SessionReport } from './report';

const MARKS = { critical: '✖', warning: '!', info: 'i' };
const WIDTH = 100;

export function textReport({ sessions, problems }: Report): string {
  const blocks = sessions.map(sessionBlock);
  if (problems.length > 0) {
    blocks.push(
      [
        'Parts of the files were passed over:',
        ...problems.map(({ file, message }) => `  ${file}: ${message}`),
      ].join('\n'),
    );
  }
  const violations = sessions.flatMap(({ summary, violations: each }) =>
    each.map(({ policy, reason }) => `  ${policy}: ${reason} in session ${summary.id}`),
  );
  if (violations.length > 0) blocks.push(['Failed:', ...violations].join('\n'));
  return `${printable(blocks.join('\n\n'))}\n`;
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
  for (const finding of findings) {
    const { severity, kind, sentence, advice, evidence } = finding;
    lines.push('', `  ${MARKS[severity]} ${FINDING_TITLES[kind]} (${severity}, ${kind})`);
    lines.push(...indented(sentence));
    if (evidence.length > 0) lines.push(...indented(`At ${placesText(finding)}.`));
    lines.push(...indented(`→ ${advice}`));
  }
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
