/** Which of several definitions is the one, and whether that is certain enough to open it without asking. Pure. */
import type { Definition, Evidence } from './facts';

/** Only the order and the distances matter: of a declared tool and a runnable object of one name either may have run. */
export const WEIGHT: Record<Evidence, number> = {
  declared: 100,
  listed: 98,
  runnable: 98,
  holder: 80,
  schema: 70,
  alias: 66,
  described: 62,
  function: 60,
  type: 50,
  inner: 45,
};
/** A function beside a schema or a list that names it runs that tool, if no other function could. */
export const PROMOTED = 95;
/** A method of a class that is somewhere else may be, too. */
export const PROMOTED_METHOD = 72;
export const EXACT_NAME = 5;
/** The file makes the MCP server that the name says, or lies where the workspace's configuration starts it. */
export const SERVER_MATCHES = 10;
/** The class is called as the prefix says: its method is meant, whether or not it is marked as a tool. */
export const OWNER_NAMED = 20;
/** A prefix that may be none: the code confirms it, but a tool of the whole name comes first; or nothing does. */
export const LIKELY_PREFIX = -5;
export const DOUBTFUL_PREFIX = -40;
/** Another runtime's code than the span's: not where the tool ran, unless a server did. */
export const OTHER_RUNTIME = -30;
/** In the file that defines the agent or lists its tools, in the folder of the process, or in that of the service. */
export const NEARBY = 6;
/** An agent that a tool is named after: handed over to, or called as a tool. */
export const AGENT_HANDED_TO = 90;
export const AGENT_AS_TOOL = 75;
/** Keeps whatever a test declares behind whatever else says that it is a tool, but before a mere function. */
const TEST = -40;
/** Examples run, too: they come behind, but which of two ran is asked. */
const EXAMPLE = -2;
/** Below this, a name alone speaks for it. */
export const CERTAIN = 68;
/** How much better than the next one the best must be. */
const CLEAR_LEAD = 5;
/** More of them are no help to anybody. */
const MAX_CANDIDATES = 50;

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
  if (isTest(path)) return TEST;
  return /(?:^|[\\/])(?:examples?|samples?|docs?|docs?[-_]\w+|snippets|templates?|fixtures|cookbook)[\\/]/i.test(
    path,
  )
    ? EXAMPLE
    : 0;
}

/** `tests/`, `integration_tests/`, `App.UnitTests/`, `test_agent.py`, `agent.test.ts`, `AgentTests.cs`, … */
export function isTest(path: string): boolean {
  return (
    /(?:^|[\\/])(?:[\w.-]*[-_.])?(?:tests?|testing|testdata|conformance)(?:[-_.][\w.-]*)?[\\/]/i.test(path) ||
    /(?:^|[\\/])(?:evals?|e2e|spec|mocks)[\\/]/i.test(path) ||
    /(?:^|[\\/])(?:__(?:tests|mocks)__|[A-Z][\w.]*[a-z.]Tests?)[\\/]/.test(path) ||
    /(?:^|[\\/])(?:test_[^\\/]*|[^\\/]*_test|conftest)\.(?:py|go)$/.test(path) ||
    /\.(?:test|spec|test-d)\.\w+$/.test(path) ||
    /Tests?\.(?:java|cs)$/.test(path)
  );
}

/** @param isTest whether a file is one: what runs seldom does from there, so that a test alone is asked about */
export function rank(found: readonly Candidate[], isTest: (file: string) => boolean): Ranking {
  const sorted = [...found].sort((a, b) => b.weight - a.weight || byPlace(a, b));
  const candidates: Candidate[] = [];
  for (const candidate of sorted.slice(0, 4 * MAX_CANDIDATES))
    if (!candidates.some((better) => sameThing(better, candidate))) candidates.push(candidate);
  const [best, next] = candidates;
  const certain =
    best !== undefined &&
    best.weight >= CERTAIN &&
    !isTest(best.file) &&
    (next === undefined || best.weight - next.weight >= CLEAR_LEAD);
  return { candidates, certain };
}

/** One stands inside the other, or in the same line. */
function sameThing(a: Candidate, b: Candidate): boolean {
  if (a.file !== b.file) return false;
  return (
    a.definition.at.line === b.definition.at.line ||
    contains(a.definition, b.definition) ||
    contains(b.definition, a.definition)
  );
}

/** Whether one definition stands inside another. */
export function contains({ range: outer }: Definition, { at: inner }: Definition): boolean {
  return outer.line <= inner.line && inner.endLine <= outer.endLine;
}

function byPlace(a: Candidate, b: Candidate): number {
  return (
    a.file.length - b.file.length ||
    a.file.localeCompare(b.file) ||
    a.definition.at.line - b.definition.at.line
  );
}
