/** Reads files of traces as the extension imports them, and reviews the sessions that they hold. */
import { basename } from 'node:path';
import type { FindingEvidence } from '../protocol/review';
import { Prices } from '../analysis/cost';
import { spanKey } from '../analysis/spanNode';
import { importFile } from '../collector/exchange/importFile';
import { SessionReviews } from '../collector/reviewMethods';
import { SessionAnalyses } from '../collector/sessionAnalyses';
import { readSqlWasm } from '../collector/sqlWasm';
import { StoredSpans } from '../collector/storedSpans';
import { understandLogs, understandSpans } from '../collector/understand';
import type { OtlpRequest, TracesRequest } from '../otlp/records';
import { itemCount, splitByValidity } from '../otlp/validate';
import { createRedactor } from '../redaction/redact';
import { StoreFullError } from '../store/database';
import { SpanStore } from '../store/store';
import type { ReviewOptions } from './arguments';
import type { Progress } from './progress';
import type { FileProblem, LocatedSession } from './report/report';
import { STANDARD_INPUT, withStandardInput } from './standardInput';

/** Nothing can be reviewed; the message says why. */
export class ReviewError extends Error {}

export interface Reviewed {
  /** In order of their start. */
  sessions: LocatedSession[];
  problems: FileProblem[];
}

/** Nothing that a file says makes a session of it live. */
const ENDED = () => true;

/** Throws a `ReviewError`. */
export async function reviewFiles(
  { files, sessionIds, budgetUsd }: Pick<ReviewOptions, 'files' | 'sessionIds' | 'budgetUsd'>,
  progress: Progress,
): Promise<Reviewed> {
  const store = await SpanStore.open(await readSqlWasm(), { eventLimits: UNLIMITED });
  const problems: FileProblem[] = [];
  const fileOfTrace = new Map<string, string>();
  for (const file of files) problems.push(...(await readInto(store, file, fileOfTrace, progress)));

  const analyses = new SessionAnalyses(
    store,
    () => Date.now(),
    () => undefined,
    new Prices(),
    ENDED,
  );
  const reviews = new SessionReviews(analyses, new StoredSpans(store, analyses));
  const known = analyses.summariesOf(Infinity, () => true).reverse();
  const ids = sessionIds.length === 0 ? known.map(({ id }) => id) : sessionIds;
  if (ids.length === 0) throw new ReviewError(`There is no session in ${files.join(', ')}.`);
  const sessions = ids.map((sessionId, i) => {
    progress.review(i + 1, ids.length);
    const summary = analyses.summary(sessionId);
    if (!summary) throw new ReviewError(`There is no session "${sessionId}" in ${files.join(', ')}.`);
    const findings = reviews.review({ sessionId, budgetUsd });
    const places = new Map(
      findings
        .flatMap(({ evidence }) => evidence)
        .map((place) => [spanKey(place), store.span(place)?.agentSpan.source ?? null]),
    );
    return {
      summary,
      findings,
      sourceOf: (place: FindingEvidence) => places.get(spanKey(place)) ?? null,
      fileOf: (place: FindingEvidence | undefined) => fileOfTrace.get(place?.traceId ?? '') ?? files[0]!,
    };
  });
  progress.end();
  return { sessions, problems };
}

/** A file is read once, and nothing comes after it. */
const UNLIMITED = { logBytes: Infinity, metricBytes: 0 };

async function readInto(
  store: SpanStore,
  file: string,
  fileOfTrace: Map<string, string>,
  progress: Progress,
): Promise<FileProblem[]> {
  const redactor = createRedactor({ userPatterns: [] });
  const problems: FileProblem[] = [];
  const read = (path: string) =>
    importFile(path, {
      admit: () => Promise.resolve(() => undefined),
      ingest: (request) => {
        const { valid, rejected } = splitByValidity(request);
        redactor.redactRequest(valid);
        if (valid.signal === 'traces')
          for (const id of traceIdsIn(valid.request)) if (!fileOfTrace.has(id)) fileOfTrace.set(id, file);
        keep(store, valid, file);
        return Promise.resolve({ accepted: itemCount(valid), rejected });
      },
      onMalformed: () => undefined,
      onProgress: (status) => {
        progress.read(file === STANDARD_INPUT ? 'standard input' : basename(file), status);
      },
      cancelled: () => false,
    });
  const ended = await (file === STANDARD_INPUT ? withStandardInput(read) : read(file));
  if (ended.state === 'failed') throw new ReviewError(`${file}: ${ended.error}`);
  for (const { line, offset, message } of ended.problems) {
    problems.push({ file, message: `${line === null ? `Byte ${offset}` : `Line ${line}`}: ${message}` });
  }
  const more = ended.problemCount - ended.problems.length;
  if (more > 0) problems.push({ file, message: `${more} more parts cannot be read.` });
  return problems;
}

function traceIdsIn({ resourceSpans }: TracesRequest): Set<string> {
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans));
  return new Set(spans.map(({ traceId }) => traceId));
}

function keep(store: SpanStore, { signal, request }: OtlpRequest, file: string): void {
  const now = Date.now();
  try {
    if (signal === 'traces') store.insert(understandSpans(request), now);
    if (signal === 'logs') store.insertLogs(understandLogs(request, now), now);
  } catch (error) {
    if (!(error instanceof StoreFullError)) throw error;
    throw new ReviewError(`${file} has more in it than memory can hold. Split it by session or by trace.`);
  }
}
