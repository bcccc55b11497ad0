import { expect, it } from 'vitest';
import { auditEntries } from '../../../src/analysis/audit/auditEntries';
import { analyseSession } from '../../../src/analysis/session';
import { agentSpan } from '../support/spans';

it('actions are tool calls, approvals, hand-offs, and what programs below tools change', () => {
  const analysis = analyseSession(
    'chat',
    [
      agentSpan({ id: 'main', kind: 'agent', agent: 'main', durationMs: 9_000 }),
      agentSpan({ id: 'm1', parent: 'main', at: 1, model: { reportedCostUsd: 0.5 } }),
      agentSpan({ id: 'llm-http', parent: 'm1', at: 2, name: 'POST', noise: true }),
      agentSpan({
        id: 't1',
        parent: 'main',
        at: 20,
        durationMs: 900,
        tool: { name: 'deploy', status: 'denied' },
      }),
      agentSpan({ id: 'ask', parent: 't1', at: 21, kind: 'approval', status: 'error' }),
      agentSpan({ id: 'get', parent: 't1', at: 22, name: 'GET /status', noise: true }),
      agentSpan({ id: 'post', parent: 't1', at: 23, name: 'POST /deploy', noise: true }),
      agentSpan({ id: 't2', parent: 'main', at: 1_000, tool: { name: 'transfer_to_writer' } }),
    ],
    { lastReceived: 0, now: 0 },
  );
  expect(
    auditEntries(analysis).map(({ kind, name, agent, outcome, costUsd }) => [
      kind,
      name,
      agent,
      outcome,
      costUsd,
    ]),
  ).toEqual([
    ['tool_call', 'deploy', 'main', 'denied', 0.25],
    ['approval', 'deploy', 'main', 'denied', null],
    ['side_effect', 'POST /deploy', 'main', 'ok', null],
    ['tool_call', 'transfer_to_writer', 'main', 'ok', 0.25],
    ['handoff', 'writer', 'main', 'ok', null],
  ]);
});
