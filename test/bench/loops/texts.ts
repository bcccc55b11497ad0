/** Texts as tools and agents produce them: what stays the same in them and what does not. */
import type { Random } from '../redaction/random';

const NOUNS =
  'invoice billing refund retry limit webhook parser cache session login token rounding currency ledger export import scheduler queue migration schema timezone coupon discount customer shipment report dashboard avatar upload thumbnail search index ranking locale holiday calendar payment gateway audit backup restore config feature flag proxy header cookie router template layout theme'.split(
    ' ',
  );
const FOLDERS = ['src', 'lib', 'app', 'tests', 'docs', 'packages/core', 'services/api', 'pkg'];
const EXTENSIONS = ['py', 'ts', 'go', 'md', 'json', 'rs', 'java', 'yaml'];

export const noun = (random: Random) => random.pick(NOUNS);
export const query = (random: Random) => `${noun(random)} ${noun(random)} ${noun(random)}`;
export const file = (random: Random) =>
  `${random.pick(FOLDERS)}/${noun(random)}_${noun(random)}.${random.pick(EXTENSIONS)}`;
/** `to` itself is among them. */
export const between = (random: Random, from: number, to: number) => from + random.below(to - from + 1);
const decimal = (random: Random, to: number, digits = 2) => (random.next() * to).toFixed(digits);

const two = (value: number) => String(value).padStart(2, '0');
export const clock = (random: Random) =>
  `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}`;
const iso = (random: Random) =>
  `2026-11-${two(between(random, 1, 28))}T${clock(random)}.${between(random, 100, 999)}Z`;

/** A text that says the same each time it is asked for, in other words where programs do so of themselves. */
export type Rerun = (random: Random) => string;

/** Long lines of code or prose: the body of a file, a page. */
export function body(random: Random, lines: number): string {
  return Array.from({ length: lines }, () => {
    const words = random.words(between(random, 4, 11));
    return random.pick([
      `    if ${noun(random)}.${noun(random)} is None: return ${noun(random)}`,
      `- ${words}`,
      `  const ${noun(random)} = ${noun(random)}(${between(random, 1, 99)});`,
      words,
    ]);
  }).join('\n');
}

function testReport(random: Random): Rerun {
  const name = noun(random);
  const failed = between(random, 1, 4);
  const passed = between(random, 5, 60);
  const trace = body(random, between(random, 3, 25));
  return (again) =>
    [
      '============================= test session starts ==============================',
      `platform linux -- Python 3.12.3, pytest-8.3.2, pluggy-1.5.0`,
      `rootdir: /tmp/pytest-of-dev/pytest-${between(again, 1, 90)}/work`,
      `collected ${failed + passed} items`,
      trace,
      `E   AssertionError: ${name} at 0x${again.hex(12)}`,
      `slowest: ${decimal(again, 3)}s call tests/test_${name}.py::test_${name}`,
      `=================== ${failed} failed, ${passed} passed in ${decimal(again, 30)}s ===================`,
    ].join('\n');
}

function jestReport(random: Random): Rerun {
  const name = noun(random);
  const passed = between(random, 3, 40);
  return (again) =>
    `FAIL src/${name}.test.ts (${between(again, 1, 9)}.${between(again, 100, 999)} s)\n` +
    `  ✕ rounds the ${name} (${between(again, 2, 90)} ms)\n\n` +
    `Tests:       1 failed, ${passed} passed, ${passed + 1} total\nTime:        ${decimal(again, 9, 3)} s, estimated ${between(again, 1, 9)} s`;
}

function buildLog(random: Random): Rerun {
  const where = file(random);
  const line = between(random, 3, 300);
  const type = noun(random);
  return (again) =>
    `[${clock(again)}] Starting build (pid ${between(again, 1_000, 60_000)})\n` +
    `${where}:${line}:7 - error TS2345: Argument of type '${type}' is not assignable.\n` +
    `[${clock(again)}] Build failed after ${between(again, 900, 9_000)}ms`;
}

function searchHits(random: Random): Rerun {
  const hits = Array.from({ length: between(random, 0, 4) }, () => ({
    path: file(random),
    line: between(random, 1, 400),
  }));
  return (again) =>
    JSON.stringify({
      hits,
      total: hits.length,
      took_ms: between(again, 1, 90),
      request_id: `req_${again.hex(10)}`,
    });
}

function apiError(random: Random): Rerun {
  const what = noun(random);
  return (again) =>
    JSON.stringify({
      message: `No ${what} is configured`,
      timestamp: iso(again),
      traceId: again.hex(32),
      elapsedMs: between(again, 3, 900),
      attempt: between(again, 1, 30),
    });
}

function logTail(random: Random): Rerun {
  const lines = Array.from({ length: between(random, 2, 30) }, () => `${noun(random)}: ${random.words(6)}`);
  return (again) =>
    lines
      .map((line) => `Nov 21 ${clock(again)} host worker[${between(again, 300, 60_000)}]: ${line}`)
      .join('\n');
}

function shellTiming(random: Random): Rerun {
  const output = body(random, between(random, 1, 12));
  return (again) =>
    `${output}\n\nreal\t0m${decimal(again, 9, 3)}s\nuser\t0m${decimal(again, 2, 3)}s\nsys\t0m0.${between(again, 100, 900)}s`;
}

function httpPage(random: Random): Rerun {
  const page = body(random, between(random, 2, 40));
  return (again) =>
    `HTTP/1.1 200 OK\nDate: Sat, 21 Nov 2026 ${clock(again)} GMT\nX-Request-Id: ${again.uuid()}\n\n${page}`;
}

function epochJson(random: Random): Rerun {
  const value = noun(random);
  return (again) =>
    JSON.stringify({
      ok: false,
      reason: `unknown ${value}`,
      server_time: 1_790_000_000 + again.below(9_999_999),
      call_count: between(again, 1, 90),
    });
}

const plain =
  (text: string): Rerun =>
  () =>
    text;

/** What a tool that does nothing new answers: most of the times the very same text, else with parts that change. */
export function sameResult(random: Random): Rerun {
  const kinds: (() => Rerun)[] = [
    () => testReport(random),
    () => jestReport(random),
    () => buildLog(random),
    () => searchHits(random),
    () => apiError(random),
    () => logTail(random),
    () => shellTiming(random),
    () => httpPage(random),
    () => epochJson(random),
    () => plain('{"hits":[]}'),
    () => plain('No results found.'),
    () => plain(body(random, between(random, 1, 60))),
    () => plain(JSON.stringify({ [noun(random)]: noun(random), items: [noun(random), noun(random)] })),
  ];
  return random.pick(kinds)();
}

/** A result that nobody has seen before. */
export function newResult(random: Random): string {
  return random.pick([
    () => body(random, between(random, 1, 50)),
    () => sameResult(random)(random) + body(random, 2),
    () => JSON.stringify({ id: random.below(1e9), [noun(random)]: query(random), file: file(random) }),
    () => `${file(random)}:${between(random, 1, 500)}: ${random.words(7)}`,
  ])();
}

/** What an agent says beside its tool calls: nothing, always the same, or something new each time. */
export function preface(random: Random): Rerun {
  const fixed = `Let me look at the ${noun(random)} again.`;
  return random.pick<Rerun>([() => '', () => '', () => fixed, (again) => `I will ${again.words(6)} now.`]);
}

export const request = (random: Random) =>
  `Please ${random.pick(['fix', 'explain', 'find', 'rewrite', 'check'])} the ${query(random)} in ${file(random)}: ${random.words(6)}.`;

/** About as long as what agents tell between two steps. */
export const statement = (random: Random) =>
  `I looked at the ${noun(random)} and the ${noun(random)}, and ${random.words(between(random, 10, 30))}.`;

/** Nothing but thanks and goodbyes, in other words each time. */
export const courtesy = (random: Random) =>
  random
    .pick([
      [
        'Thank you so much!',
        'Thanks for all your help.',
        "You're very welcome!",
        'You too!',
        'It was a pleasure.',
      ],
      ['Goodbye!', 'You are welcome. Goodbye!', 'Likewise!', 'Glad I could help.'],
    ])
    .filter(() => random.below(2) === 0)
    .concat(random.pick(['Take care!', 'Have a great day!', 'Feel free to reach out again.', 'Best wishes!']))
    .join(' ');
