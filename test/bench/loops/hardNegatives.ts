/** Work that looks like a loop to a careless eye: something repeats, but each step brings something new. */
import type { Act } from './run';
import { times } from '../../unit/support/conversation';
import type { Negative } from './realNegatives';
import { REAL_NEGATIVES } from './realNegatives';
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

const polling: Negative = (random, agent) => {
  const id = random.hex(8);
  const total = between(random, 4, 12);
  const shape = random.pick<(i: number) => string>([
    (i) => JSON.stringify({ job: id, status: 'running', progress: Math.round((100 * i) / total) }),
    (i) => `Build ${id}: ${i} of ${total} steps done`,
    (i) =>
      JSON.stringify({ status: i + 1 === total ? 'done' : 'running', processed: i * 40, at: clock(random) }),
    (i) => times(i + 1, (line) => `step ${line} finished`).join('\n'),
    // The state alone, and how long it has been so: still no loop, as it ends.
    (i) => JSON.stringify({ id, status: i + 1 === total ? 'succeeded' : 'pending', elapsed_s: i * 5 }),
    (i) => (i + 1 === total ? 'Deployment is ready.' : 'Deployment is still in progress…'),
  ]);
  const count = Math.min(total, 8);
  return times(count, (i) => answer(agent, '', call('get_job_status', { id }, shape(total - count + i))));
};

const pollingWithSleep: Negative = (random, agent) => {
  const total = between(random, 4, 6);
  return times(total, (i) => [
    answer(agent, '', call('run_shell', { command: 'sleep 5' }, '')),
    answer(
      agent,
      '',
      call(
        'run_shell',
        { command: 'kubectl get pods' },
        `web-0 ${i + 1 === total ? 'Running' : 'Pending'} ${5 * i}s`,
      ),
    ),
  ]).flat();
};

const pagination: Negative = (random, agent) => {
  const word = query(random);
  const cursor = random.below(2) === 0;
  return times(between(random, 4, 10), (i) =>
    answer(
      agent,
      '',
      call(
        'list_orders',
        cursor ? { filter: word, cursor: random.hex(12) } : { filter: word, page: i + 1 },
        JSON.stringify({ page: i + 1, items: times(5, () => query(random)) }),
      ),
    ),
  );
};

const editTestEdit: Negative = (random, agent) => {
  const path = file(random);
  const report = sameResult(random);
  const says = preface(random);
  return times(between(random, 3, 6), () => [
    answer(
      agent,
      says(random),
      call(
        'edit_file',
        { path, old_string: body(random, 1), new_string: body(random, 1) },
        'The file was edited.',
      ),
    ),
    answer(agent, says(random), call('run_tests', { path: 'tests' }, report(random))),
  ]).flat();
};

/** Different code, the very same failing test each time, and a look at the state in between. */
const editBuildStatus: Negative = (random, agent) => {
  const path = file(random);
  return times(between(random, 3, 5), (i) => [
    answer(agent, '', call('write_file', { path, content: body(random, 5) }, 'ok')),
    answer(agent, '', call('git_status', {}, ` M ${path}`)),
    answer(
      agent,
      '',
      call('build', {}, `error: ${noun(random)} at line ${i * 7 + 3}`, { errorClass: 'BuildError' }),
    ),
  ]).flat();
};

const batch: Negative = (random, agent) => {
  const extension = random.pick(['py', 'ts', 'md']);
  const [tool, result] = random.pick([
    ['format_file', 'ok'],
    ['lint', 'No issues found.'],
    ['lint', '0 errors, 0 warnings'],
    ['check_types', 'All checks passed!'],
    ['write_file', 'File written successfully.'],
    ['delete_record', '{"success":true}'],
    ['send_email', '{"status":"queued"}'],
    ['validate', '{"valid":true}'],
    ['compile', ''],
    ['apply_patch', 'Done!'],
    ['ping_host', '{"reachable":true}'],
    ['run_shell', '<returncode>0</returncode>\n<output>\n</output>'],
    ['run_shell', 'Your command ran successfully and did not produce any output.'],
    ['run_shell', '[The command completed with exit code 0.]'],
    ['run_shell', '(no output)'],
  ] as const);
  const numbered = random.below(2) === 0;
  return times(between(random, 4, 12), (i) =>
    answer(
      agent,
      '',
      call(
        tool,
        numbered ? { path: `src/part${i + 1}.${extension}`, id: 100 + i } : { path: file(random) },
        result,
      ),
    ),
  );
};

const readFiles: Negative = (random, agent) =>
  times(between(random, 4, 12), (i) =>
    answer(agent, '', call('read_file', { path: `chapters/chapter${i + 1}.md` }, newResult(random))),
  );

const readChunks: Negative = (random, agent) => {
  const path = file(random);
  return times(between(random, 4, 8), (i) =>
    answer(agent, '', call('read_file', { path, start: i * 100 + 1, end: i * 100 + 100 }, body(random, 8))),
  );
};

const retrySucceeds: Negative = (random, agent) => {
  const args = { url: `https://api.example.com/${noun(random)}` };
  const failures = between(random, 1, 3);
  return [
    ...times(failures, () =>
      answer(agent, '', call('http_get', args, '503 Service Unavailable', { errorClass: 'HTTPError' })),
    ),
    answer(agent, '', call('http_get', args, newResult(random))),
  ];
};

const retriesOfTwoThings: Negative = (random, agent) =>
  times(between(random, 2, 4), () => retrySucceeds(random, agent)).flat();

const modelRetrySucceeds: Negative = (random, agent) => [
  ...times(between(random, 1, 2), (): Act => ({
    type: 'failed-request',
    agent,
    errorClass: 'RateLimitError',
    message: '429 Too Many Requests',
  })),
  answer(agent, '', call('read_file', { path: file(random) }, newResult(random))),
];

/** The same question about the state of things, between steps that change it. */
const statusChecks: Negative = (random, agent) =>
  times(between(random, 3, 6), () => [
    answer(agent, '', call('git_status', {}, 'nothing to commit, working tree clean')),
    answer(
      agent,
      '',
      call('run_shell', { command: `make ${noun(random)}_${noun(random)}` }, newResult(random)),
    ),
  ]).flat();

const searches: Negative = (random, agent) => {
  const word = noun(random);
  const none = random.below(3) === 0;
  return times(between(random, 4, 8), () =>
    answer(
      agent,
      '',
      call(
        'search_docs',
        { query: `${word} ${query(random)}` },
        none ? 'No results found.' : newResult(random),
      ),
    ),
  );
};

/** Failures in a row, each for a reason of its own: the agent gets further with each. */
const differentFailures: Negative = (random, agent) =>
  [
    'ModuleNotFoundError: no module named ',
    'SyntaxError: invalid syntax near ',
    'KeyError: ',
    'TypeError: unexpected ',
  ]
    .slice(0, between(random, 3, 4))
    .map((error) =>
      answer(
        agent,
        '',
        call(
          'run_shell',
          { command: `python ${file(random)}` },
          `Traceback (most recent call last):\n  File "x.py", line ${between(random, 1, 90)}\n${error}'${noun(random)}'`,
          { errorClass: random.pick(['ToolError', null]) },
        ),
      ),
    );

const progressMessages: Negative = (random, agent) =>
  times(between(random, 3, 6), (i) =>
    answer(agent, random.pick([`Step ${i + 1} of 8 is done: ${random.words(9)}.`, statement(random)])),
  );

/** Several users' questions that happen to be answered by the same call. */
const sameQuestionAgain: Negative = (random, agent) => {
  const path = file(random);
  const result = newResult(random);
  return times(3, () => [
    { type: 'user' as const, text: request(random) },
    answer(agent, '', call('read_file', { path }, result)),
    answer(agent, statement(random)),
  ]).flat();
};

const twice: Negative = (random, agent) => {
  const result = newResult(random);
  const path = file(random);
  return times(2, () => answer(agent, '', call('read_file', { path }, result)));
};

/** One thing asked of a sub-agent after the other, with the same tool. */
const delegations: Negative = (random, agent) =>
  times(between(random, 3, 5), () => {
    const task = request(random);
    const result = newResult(random);
    return answer(agent, '', {
      ...call('ask_helper', { task }, result),
      inside: [
        { type: 'user', text: task },
        answer('helper', '', call('read_file', { path: file(random) }, newResult(random))),
        answer('helper', result),
      ],
    });
  });

/** Agents that take turns and get on. */
const teamwork: Negative = (random, agent) => {
  const other = 'reviewer';
  return times(between(random, 3, 5), () => [
    answer(agent, '', call('write_file', { path: file(random), content: body(random, 4) }, 'ok')),
    answer(agent, '', call(`transfer_to_${other}`, {}, 'Transferred.')),
    answer(other, '', call('read_file', { path: file(random) }, newResult(random))),
    answer(other, '', call(`transfer_to_${agent}`, {}, 'Transferred.')),
  ]).flat();
};

/** A page turned in a browser or a terminal: the same call each time, by design. */
const scrolling: Negative = (random, agent) =>
  times(between(random, 3, 6), () => [
    answer(agent, '', call('browser_scroll', { direction: 'down', amount: 5 }, newResult(random))),
  ]).flat();

const sameCallsAtOnce: Negative = (random, agent) => {
  const result = newResult(random);
  const path = file(random);
  return [answer(agent, '', ...times(4, () => call('read_file', { path }, result)))];
};

/** Each commit, build or upload has a number of its own: it is another one. */
const growingCounters: Negative = (random, agent) => {
  let count = between(random, 3, 90);
  return times(between(random, 3, 6), () =>
    answer(agent, '', call('fix_next_issue', {}, JSON.stringify({ fixed: true, remaining: count-- }))),
  );
};

export const HARD_NEGATIVES: Record<string, Negative> = {
  polling,
  pollingWithSleep,
  pagination,
  editTestEdit,
  editBuildStatus,
  batch,
  readFiles,
  readChunks,
  retrySucceeds,
  retriesOfTwoThings,
  modelRetrySucceeds,
  statusChecks,
  searches,
  differentFailures,
  progressMessages,
  sameQuestionAgain,
  twice,
  delegations,
  teamwork,
  scrolling,
  sameCallsAtOnce,
  growingCounters,
  ...REAL_NEGATIVES,
};
