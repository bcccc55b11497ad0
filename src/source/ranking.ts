/** Which of several definitions is the one, and whether that is certain enough to open it without asking. Pure. */
import type { Definition, Evidence } from './facts';

/** Only the order and the distances matter. */
export const WEIGHT: Record<Evidence, number> = {
  declared: 100,
  listed: 100,
  runnable: 92,
  holder: 80,
  schema: 70,
  function: 60,
  inner: 45,
};
/** A function beside a schema or a list that names it runs that tool, if no other function could. */
export const PROMOTED = 95;
export const EXACT_NAME = 5;
/** The file makes the MCP server that the name says, or lies where the workspace's configuration starts it. */
export const SERVER_MATCHES = 10;
/** A prefix that may be none, and that nothing in the code confirms. */
export const DOUBTFUL_PREFIX = -40;
/** Keeps a test or an example behind the same kind of definition elsewhere, but before the next weaker kind. */
const TEST = -9;
const EXAMPLE = -4;
/** Below this, a name alone speaks for it. */
const CERTAIN = 68;
/** How much better than the next one the best must be. */
const CLEAR_LEAD = 4;

export interface Candidate {
  /** Absolute. */
  file: string;
  definition: Definition;
  weight: number;
}

export interface Ranking {
  /** Best first. */
  candidates: Candidate[];
  /** Whether the first is the one. */
  certain: boolean;
}

/** What speaks against a file: tests and examples name tools, too. */
export function weightOfPath(path: string): number {
  const isTest =
    /(?:^|[\\/])(?:tests?|__tests__|__mocks__|mocks|spec|evals?|e2e)[\\/]/i.test(path) ||
    /(?:^|[\\/])(?:test_[^\\/]*|[^\\/]*_test|conftest)\.(?:py|go)$/.test(path) ||
    /\.(?:test|spec)\.\w+$/.test(path) ||
    /Tests?\.(?:java|cs)$/.test(path);
  if (isTest) return TEST;
  return /(?:^|[\\/])(?:examples?|samples?|docs?|snippets|templates?|fixtures|cookbook)[\\/]/i.test(path)
    ? EXAMPLE
    : 0;
}

export function rank(found: readonly Candidate[]): Ranking {
  const sorted = [...found].sort((a, b) => b.weight - a.weight || byPlace(a, b));
  const candidates: Candidate[] = [];
  for (const candidate of sorted)
    if (!candidates.some((better) => sameThing(better, candidate))) candidates.push(candidate);
  const [best, next] = candidates;
  const certain =
    best !== undefined &&
    best.weight >= CERTAIN &&
    (next === undefined || best.weight - next.weight >= CLEAR_LEAD);
  return { candidates, certain };
}

/** One stands inside the other, or in the same line. */
function sameThing(a: Candidate, b: Candidate): boolean {
  if (a.file !== b.file) return false;
  return isInside(a.definition, b.definition) || isInside(b.definition, a.definition);
}

function isInside({ range: outer }: Definition, { at: inner }: Definition): boolean {
  return outer.line <= inner.line && inner.endLine <= outer.endLine;
}

function byPlace(a: Candidate, b: Candidate): number {
  return (
    a.file.length - b.file.length ||
    a.file.localeCompare(b.file) ||
    a.definition.at.line - b.definition.at.line
  );
}
