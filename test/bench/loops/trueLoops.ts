/** Loops of every kind that DESIGN names, with what real ones have around and inside of them. */
import type { ToolStatus } from '../../../src/protocol/agentModel';
import type { Random } from '../redaction/random';
import type { Act, Answer, Label } from './run';
import { times } from '../../unit/support/conversation';
import { failingEdit, farewell, rereading, sameCommand, sameEdit } from './realLoops';
import { answer, call } from './run';
import {
  between,
  body,
  clock,
  file,
  newResult,
  noun,
  preface,
  query,
  request,
  sameResult,
  statement,
} from './texts';

/** The same arguments as the model may write them: keys in another order, other spacing. */
function rewritten(args: Record<string, unknown>, random: Random): string {
  const entries = Object.entries(args);
  if (random.below(4) === 0) entries.reverse();
  return JSON.stringify(Object.fromEntries(entries), null, random.pick([0, 0, 0, 2]));
}

/** One call that answers the same whenever it is made. */
function stuckCall(random: Random) {
  const [tool, args] = random.pick<[string, Record<string, unknown>]>([
    ['search_docs', { query: query(random), limit: 5 }],
    ['read_file', { path: file(random), encoding: 'utf-8' }],
    ['run_shell', { command: `npm test -- ${noun(random)}`, cwd: '/work' }],
    ['http_get', { url: `https://api.example.com/${noun(random)}`, headers: { accept: 'application/json' } }],
    ['grep', { pattern: noun(random), path: 'src' }],
    ['query_database', { sql: `select * from ${noun(random)}` }],
  ]);
  const result = sameResult(random);
  return () => call(tool, rewritten(args, random), result(random));
}

function repeat(random: Random, agent: string): Label {
  const makeCall = stuckCall(random);
  const says = preface(random);
  const complete = between(random, 3, 12);
  return {
    kind: 'repeat',
    period: 1,
    complete,
    acts: times(complete, () => answer(agent, says(random), makeCall())),
  };
}

function cycle(random: Random, agent: string): Label {
  const period = random.pick([2, 2, 2, 3, 3, 4, 5, 6, 7, 8]);
  const says = preface(random);
  const thought = statement(random);
  const members = times(period, (i) => {
    // A message may be part of it, and several calls at once.
    if (i > 0 && i < period - 1 && random.below(6) === 0) return () => answer(agent, thought);
    const calls = times(random.below(6) === 0 ? 2 : 1, () => stuckCall(random));
    return () => answer(agent, says(random), ...calls.map((make) => make()));
  });
  const complete = between(random, 3, 7);
  const partial = random.below(2) === 0 ? 0 : random.below(period);
  const acts = times(complete * period + partial, (i) => members[i % period]!());
  return { kind: 'cycle', period, complete, acts };
}

function errorRetry(random: Random, agent: string): Label {
  const says = preface(random);
  const path = file(random);
  const word = noun(random);
  const [tool, args, error, failure] = random.pick<
    [
      string,
      (i: number) => Record<string, unknown>,
      (i: number) => string,
      { status: ToolStatus; errorClass: string | null },
    ]
  >([
    [
      'fetch_page',
      () => ({ url: `https://example.com/${noun(random)}` }),
      () => `Request timed out after ${between(random, 9, 30)}s`,
      { status: 'timeout', errorClass: 'TimeoutError' },
    ],
    [
      'edit_file',
      (i) => ({ path, old_string: `${noun(random)} ${i}`, new_string: word }),
      () => `old_string was not found in ${path}`,
      { status: 'error', errorClass: 'ToolError' },
    ],
    [
      'read_file',
      () => ({ path: file(random) }),
      () => 'ENOENT: no such file or directory',
      { status: 'error', errorClass: 'ENOENT' },
    ],
    [
      'create_ticket',
      () => ({ title: query(random) }),
      (i) =>
        `422 Unprocessable Entity: field "${word}" is required (request ${random.uuid()}, attempt ${i + 1})`,
      { status: 'invalid_args', errorClass: 'ValidationError' },
    ],
    [
      'run_sql',
      () => ({ sql: `select ${noun(random)} from ${word}` }),
      () => `relation "${word}" does not exist`,
      { status: 'error', errorClass: null },
    ],
    [
      'search_web',
      () => ({ q: query(random) }),
      () => `429 Too Many Requests, retry after ${between(random, 1, 60)} seconds`,
      { status: 'rate_limited', errorClass: '429' },
    ],
    [
      'run_shell',
      () => ({ command: `deploy --env ${word} --tag ${noun(random)}` }),
      () => `deploy: permission denied [${clock(random)}]`,
      { status: 'error', errorClass: null },
    ],
  ]);
  const complete = between(random, 3, 9);
  return {
    kind: 'error-retry',
    period: 1,
    complete,
    acts: times(complete, (i) => answer(agent, says(random), call(tool, args(i), error(i), failure))),
  };
}

function nearRepeat(random: Random, agent: string): Label {
  const says = preface(random);
  const result = random.pick([
    () => '{"hits":[],"total":0}',
    () => 'No results found.',
    () => '[]',
    sameResult(random),
  ]);
  const word = query(random);
  const [tool, args] = random.pick<[string, (i: number) => Record<string, unknown>]>([
    ['search_docs', (i) => ({ query: word, offset: i * 20 })],
    ['list_items', (i) => ({ page: i + 1, filter: word })],
    ['read_lines', (i) => ({ path: 'src/app.py', start: i * 50 + 1, end: i * 50 + 50 })],
    ['search_docs', () => ({ query: word, request_id: random.uuid() })],
    [
      'fetch',
      (i) => ({ url: `https://example.com/${noun(random).slice(0, 0)}list?try=${i}`, timeout: 10 + 10 * i }),
    ],
    ['find_user', () => ({ id: between(random, 1_000, 99_999), scope: word })],
  ]);
  const empty = random.pick([() => '{"hits":[],"total":0}', () => 'No results found.', () => 'not found']);
  const shown = tool === 'find_user' ? empty : result;
  const complete = between(random, 4, 10);
  return {
    kind: 'near-repeat',
    period: 1,
    complete,
    acts: times(complete, (i) => answer(agent, says(random), call(tool, args(i), shown(random)))),
  };
}

function monologue(random: Random, agent: string): Label {
  const said = statement(random);
  const variants: ((text: string, i: number) => string)[] = [
    (text) => text,
    (text) => text.replace(/\.$/, '!'),
    (text) => text.replace('I looked', 'I have looked'),
    (text) => `Okay. ${text}`,
    (text) => text.replace(/\.$/, ', as I said.'),
    (text) => text.toUpperCase().slice(0, 1) + text.slice(1),
    (text, i) => `${text} (attempt ${i + 1})`,
  ];
  const complete = between(random, 3, 7);
  const varied = random.below(3) > 0;
  return {
    kind: 'monologue',
    period: 1,
    complete,
    acts: times(complete, (i) => answer(agent, varied ? random.pick(variants)(said, i) : said)),
  };
}

function pingPong(random: Random, agent: string): Label {
  const other = random.pick(
    ['billing_agent', 'reviewer', 'researcher', 'support_agent'].filter((name) => name !== agent),
  );
  const complete = between(random, 3, 6);
  const lookup = stuckCall(random);
  const works = random.below(3) === 0;
  const argument = random.below(2) === 0;
  const hand = (from: string, to: string) =>
    answer(
      from,
      '',
      call(`transfer_to_${to}`, argument ? { reason: random.words(5) } : {}, `Transferred to ${to}.`),
    );
  const acts = times(complete, (): Act[] => [
    ...(works ? [answer(agent, '', lookup())] : []),
    hand(agent, other),
    hand(other, agent),
  ]).flat();
  return { kind: 'ping-pong', period: works ? 3 : 2, complete, acts };
}

function modelRetry(random: Random, agent: string): Label {
  const [errorClass, message] = random.pick([
    ['RateLimitError', '429 Too Many Requests'],
    ['APITimeoutError', 'Request timed out.'],
    ['BadRequestError', 'This model supports at most 128000 tokens of context'],
    ['InternalServerError', '500 Internal Server Error'],
  ] as const);
  const complete = between(random, 3, 8);
  return {
    kind: 'model-retry',
    period: 1,
    complete,
    acts: times(complete, () => ({ type: 'failed-request', agent, errorClass, message })),
  };
}

/** The same question to a sub-agent, which does its work again each time. */
function repeatedDelegation(random: Random, agent: string): Label {
  const task = request(random);
  const lookup = stuckCall(random);
  const outcome = body(random, 3);
  const complete = between(random, 3, 5);
  const inside = (): Act[] => [
    { type: 'user', text: task },
    answer('helper', '', lookup()),
    answer('helper', outcome),
  ];
  return {
    kind: 'repeat',
    period: 1,
    complete,
    acts: times(complete, () =>
      answer(agent, '', { ...call('ask_helper', { task }, outcome), inside: inside() }),
    ),
  };
}

/** A loop inside of one call of a sub-agent. */
function nestedLoop(random: Random, agent: string): { acts: Act[]; label: Label } {
  const label = random.pick([repeat, cycle, errorRetry, nearRepeat])(random, 'helper');
  const task = request(random);
  const before: Answer[] = times(random.below(3), () =>
    answer('helper', '', call('read_file', { path: file(random) }, newResult(random))),
  );
  const outer = answer(agent, '', {
    ...call('ask_helper', { task }, newResult(random)),
    inside: [{ type: 'user', text: task }, ...before, ...label.acts, answer('helper', statement(random))],
  });
  return { acts: [outer], label };
}

const KINDS = [
  repeat,
  repeat,
  cycle,
  cycle,
  errorRetry,
  nearRepeat,
  monologue,
  pingPong,
  modelRetry,
  repeatedDelegation,
  rereading,
  failingEdit,
  sameEdit,
  sameCommand,
  farewell,
];

export function trueLoop(random: Random, agent: string): { acts: Act[]; label: Label } {
  if (random.below(8) === 0) return nestedLoop(random, agent);
  const label = random.pick(KINDS)(random, agent);
  return { acts: label.acts, label };
}
