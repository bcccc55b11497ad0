/** SARIF 2.1.0, as code hosts and editors show findings. */
import { createHash } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, FindingKind, FindingSeverity } from '../../protocol/review';
import { FINDING_TITLES } from '../../protocol/review';
import { STANDARD_INPUT } from '../standardInput';
import { printable, type Report, type SessionReport } from './report';
import { RULE_TEXTS } from './ruleTexts';
import { mostSevere, rankOf } from './shown';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const PROJECT = 'https://github.com/turnline/turnline';

/** GitHub shows so many results of a run, and refuses five times as many. */
const MAX_RESULTS = 5_000;

const LEVELS: Record<FindingSeverity, string> = { critical: 'error', warning: 'warning', info: 'note' };

export function sarifReport({ sessions, problems }: Report): string {
  const lines = new LineHashes();
  const all = sessions.flatMap((session) => session.findings.map((finding) => ({ session, finding })));
  const { shown: kept, more } = mostSevere(all, MAX_RESULTS, ({ finding }) => rankOf(finding));
  const kinds = [...new Set(kept.map(({ finding }) => finding.kind))].sort();
  const notes = problems.map(({ file, message }) => `${file}: ${message}`);
  if (more > 0) notes.push(`${more} findings are left out, none more severe than these.`);
  const document = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Turnline',
            informationUri: PROJECT,
            rules: kinds.map(ruleOf),
          },
        },
        results: kept.map(({ finding, session }) => resultOf(finding, session, kinds, lines)),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notes.map((text) => ({
              level: 'warning',
              message: { text: printable(text) },
            })),
          },
        ],
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Code hosts ask for every one of these. */
function ruleOf(kind: FindingKind) {
  const { description, help } = RULE_TEXTS[kind];
  return {
    id: kind,
    name: kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: FINDING_TITLES[kind] },
    fullDescription: { text: description },
    help: { text: help, markdown: `${description}\n\n**What to do:** ${help}` },
    properties: { tags: ['agent'], precision: 'high' },
  };
}

/** At the code of the tool where the emitter says where that is; else at the file of traces. */
function resultOf(
  finding: Finding,
  { summary, sourceOf, fileOf }: SessionReport,
  kinds: readonly FindingKind[],
  lines: LineHashes,
) {
  const { kind, severity, sentence, advice, evidence, id, figures } = finding;
  const source = evidence.map(sourceOf).find((each) => each !== null);
  const uri = uriOf(source?.file ?? fileOf(evidence[0]));
  const physicalLocation = {
    artifactLocation: { uri },
    region: { startLine: Math.max(1, source?.line ?? 1) },
  };
  return {
    ruleId: kind,
    ruleIndex: kinds.indexOf(kind),
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
    partialFingerprints: {
      primaryLocationLineHash: lines.next([kind, finding.agent, finding.subject, uri]),
      'turnline/v1': `${summary.id}/${id}`,
    },
    properties: { session: summary.id, figures },
  };
}

/**
 * By these GitHub knows a result again in the next run: ids of traces are others then, so it is what the finding is
 * about, and the how manieth of those it is.
 */
class LineHashes {
  private readonly counts = new Map<string, number>();

  next(about: readonly (string | null)[]): string {
    const hash = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 16);
    const count = (this.counts.get(hash) ?? 0) + 1;
    this.counts.set(hash, count);
    return `${hash}:${count}`;
  }
}

/** Relative to the working directory where the file is below it, which code hosts take for the repository. */
function uriOf(file: string): string {
  if (file === STANDARD_INPUT) return 'stdin';
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return file;
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  if (path.startsWith('..') || isAbsolute(path)) return pathToFileURL(file).href;
  return path.split(/[\\/]/).map(encodeURIComponent).join('/');
}
