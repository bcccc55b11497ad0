/** SARIF 2.1.0, as code hosts and editors show findings. */
import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, FindingSeverity } from '../../protocol/review';
import { FINDING_TITLES } from '../../protocol/review';
import { STANDARD_INPUT } from '../standardInput';
import { printable, type Report, type SessionReport } from './report';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const LEVELS: Record<FindingSeverity, string> = { critical: 'error', warning: 'warning', info: 'note' };

export function sarifReport({ files, sessions, problems }: Report): string {
  const kinds = [...new Set(sessions.flatMap(({ findings }) => findings.map(({ kind }) => kind)))].sort();
  const document = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Turnline',
            rules: kinds.map((kind) => ({ id: kind, shortDescription: { text: FINDING_TITLES[kind] } })),
          },
        },
        results: sessions.flatMap((session) =>
          session.findings.map((finding) => resultOf(finding, session, files)),
        ),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: problems.map(({ file, message }) => ({
              level: 'warning',
              message: { text: printable(`${file}: ${message}`) },
            })),
          },
        ],
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** At the code of the tool where the emitter says where that is; else at the file of traces. */
function resultOf(finding: Finding, { summary, sourceOf }: SessionReport, files: readonly string[]) {
  const { kind, severity, sentence, advice, evidence, id, figures } = finding;
  const source = evidence.map(sourceOf).find((each) => each !== null);
  const physicalLocation = source
    ? {
        artifactLocation: { uri: uriOf(source.file) },
        ...(source.line === null ? {} : { region: { startLine: Math.max(1, source.line) } }),
      }
    : { artifactLocation: { uri: uriOf(files[0]!) } };
  return {
    ruleId: kind,
    level: LEVELS[severity],
    message: { text: printable(`${sentence} ${advice}`) },
    locations: [
      {
        physicalLocation,
        logicalLocations: evidence.map(({ traceId, spanId, label }) => ({
          name: printable(label),
          fullyQualifiedName: `${summary.id}/${traceId}/${spanId}`,
          kind: 'span',
        })),
      },
    ],
    partialFingerprints: { 'turnline/v1': `${summary.id}/${id}` },
    properties: { session: summary.id, figures },
  };
}

/** Relative to the working directory where the file is below it, which code hosts take for the repository. */
function uriOf(file: string): string {
  if (file === STANDARD_INPUT) return 'stdin';
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return file;
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  if (path.startsWith('..') || isAbsolute(path)) return pathToFileURL(file).href;
  return path.split(/[\\/]/).map(encodeURIComponent).join('/');
}
