/** For programs: everything that is known, with stable names. */
import type { Report } from './report';

/** Of the shape of the document; another one when a field changes its meaning or goes. */
const VERSION = 1;

export function jsonReport({ files, sessions, problems }: Report): string {
  const failed = sessions.some(({ violations }) => violations.length > 0);
  const document = {
    version: VERSION,
    failed,
    files,
    sessions: sessions.map(({ summary, findings, violations }) => ({ summary, findings, violations })),
    problems,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
