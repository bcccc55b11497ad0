import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditTrail } from '../../../src/collector/audit/auditTrail';
import type { Collector } from '../../../src/collector/collector';
import type { AuditEntry, AuditQuery } from '../../../src/protocol/audit';
import { agentRun, openCollector, request, START, toolId, TRACE, turn } from './requests';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnline-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function fail(message: string): never {
  throw new Error(message);
}

async function open(): Promise<{ collector: Collector; trail: AuditTrail }> {
  const trail = new AuditTrail(folder, fail);
  return { trail, collector: await openCollector({ audit: trail }) };
}

const search = (collector: Collector, query: AuditQuery & { limit?: number } = {}) =>
  collector.handlers['audit/search'](query);

/** Each is later than those before in alphabetical order, and in order of numbers. */
function entry(name: string, args = ''): AuditEntry {
  return {
    id: `tool_call:${name}`,
    kind: 'tool_call',
    time: START + (Number.isNaN(Number(name)) ? name.charCodeAt(0) : Number(name)),
    durationMs: 1,
    sessionId: 's',
    traceId: TRACE,
    spanId: toolId(1),
    agent: null,
    service: null,
    name,
    arguments: args,
    outcome: 'ok',
    errorClass: null,
    costUsd: null,
    source: null,
  };
}

async function lines(): Promise<string[]> {
  return (await readFile(join(folder, 'audit.jsonl'), 'utf8')).trim().split('\n');
}

describe('the audit trail', () => {
  it('is kept in memory where its folder cannot be used, which is said', async () => {
    const file = join(folder, 'file');
    await appendFile(file, '');
    const problems: string[] = [];
    const trail = new AuditTrail(file, (message) => problems.push(message));
    const collector = await openCollector({ audit: trail });
    collector.ingest(request([agentRun(), ...turn(1)]));
    expect(await search(collector)).toMatchObject({ total: 1 });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`The audit trail in ${file} cannot be read`);
  });

  it('says who called which tool with what, how it went, when, and what it cost', async () => {
    const { collector } = await open();
    collector.ingest(request([agentRun(), ...turn(1)]));
    const { total, entries } = await search(collector);
    expect(total).toBe(1);
    expect(entries).toMatchObject([
      {
        kind: 'tool_call',
        agent: 'researcher',
        service: 'shop',
        name: 'search_docs',
        arguments: '{"q":"otel"}',
        outcome: 'ok',
        time: START + 50,
        sessionId: 'chat-1',
        traceId: TRACE,
        spanId: toolId(1),
      },
    ]);
    expect(entries[0]?.costUsd).toBeGreaterThan(0);
  });

  it('is searched by text, kind, outcome and time, newest first', async () => {
    const { collector } = await open();
    collector.ingest(request([agentRun(), ...turn(1), ...turn(2), ...turn(3)]));
    const spans = async (query: AuditQuery & { limit?: number }) =>
      (await search(collector, query)).entries.map(({ spanId }) => spanId);
    expect(await spans({ limit: 2 })).toEqual([toolId(3), toolId(2)]);
    expect(await spans({ query: 'SEARCH_docs', from: START + 100, to: START + 200 })).toEqual([toolId(2)]);
    expect(await spans({ query: 'nothing' })).toEqual([]);
    expect(await spans({ kind: 'approval' })).toEqual([]);
    expect(await spans({ outcome: 'error' })).toEqual([]);
    await expect(async () => search(collector, { kind: 'x' as never })).rejects.toThrow(
      '"kind" must be one of',
    );
  });

  it('only grows, and an action of which more is known counts once', async () => {
    const { collector } = await open();
    collector.ingest(request(turn(1)));
    await search(collector);
    const before = await lines();
    // The run that names the agent ends last.
    collector.ingest(request([agentRun()]));
    const { total, entries } = await search(collector);
    expect([total, entries[0]?.agent]).toEqual([1, 'researcher']);
    const after = await lines();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + 1);
  });

  it('outlives sessions and restarts, and adds nothing that it has', async () => {
    const first = await open();
    first.collector.ingest(request([agentRun(), ...turn(1)]));
    await search(first.collector);
    const before = await lines();
    const second = await open();
    expect((await search(second.collector)).total).toBe(1);
    second.collector.ingest(request([agentRun(), ...turn(1)]));
    expect((await search(second.collector)).total).toBe(1);
    expect(await lines()).toEqual(before);
  });

  it('has what a session did that goes to make room', async () => {
    const trail = new AuditTrail(folder, fail);
    const collector = await openCollector({ audit: trail, memoryLimitBytes: 1 });
    const hourAgo = Date.now() - 3_600_000;
    collector.ingest(request([agentRun(), ...turn(1)]), hourAgo);
    expect(await collector.handlers['sessions/list'](undefined)).toEqual([]);
    expect((await search(collector)).total).toBe(1);
  });

  it('passes over what a crash cut off', async () => {
    const first = await open();
    first.collector.ingest(request([agentRun(), ...turn(1)]));
    await search(first.collector);
    await appendFile(join(folder, 'audit.jsonl'), '{"id":"tool_ca');
    const second = await open();
    expect((await search(second.collector)).total).toBe(1);
    second.collector.ingest(request(turn(2)));
    expect((await search(second.collector)).total).toBe(2);
    expect((await search((await open()).collector)).total).toBe(2);
  });

  it('has what other windows write to the same file', async () => {
    const [one, other] = [await open(), await open()];
    one.collector.ingest(request([agentRun(), ...turn(1)]));
    expect((await search(one.collector)).total).toBe(1);
    expect((await search(other.collector)).total).toBe(1);
    other.collector.ingest(request([agentRun(), ...turn(1), ...turn(2)]));
    expect((await search(other.collector)).total).toBe(2);
    expect((await search(one.collector)).entries.map(({ spanId }) => spanId)).toEqual([toolId(2), toolId(1)]);
    expect(await lines()).toHaveLength(2);
  });

  it('keeps two files of the largest size, whoever begins the second one', async () => {
    const [trail, other] = [1, 2].map(() => new AuditTrail(folder, fail, { maxFileBytes: 1_000 }));
    const names = async (query: AuditQuery = {}) =>
      (await trail!.search(query)).entries.map(({ name }) => name);
    for (const name of ['a', 'b', 'c']) trail!.add([entry(name)]);
    expect(await names()).toEqual(['a', 'b', 'c']);
    other!.add([{ ...entry('a'), agent: 'later known' }, entry('d')]);
    await other!.settled();
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
    expect(await names({ agent: 'later known' })).toEqual(['a']);
    expect(await names({ query: '"NAME":"B' })).toEqual(['b']);
    // Every one is larger than half a file: the first files go.
    for (const name of ['e', 'f', 'g', 'h']) trail!.add([entry(name, 'x'.repeat(600))]);
    expect(await names()).toEqual(['e', 'f', 'g', 'h']);
    expect((await trail!.search({}, 2)).entries.map(({ name }) => name)).toEqual(['g', 'h']);
    expect((await trail!.search({}, 2)).total).toBe(4);
    expect((await trail!.search({ name: 'a' })).facets.names).toEqual(['e', 'f', 'g', 'h']);
    const reopened = await new AuditTrail(folder, fail).search({ name: 'f' });
    expect(reopened.entries).toEqual([entry('f', 'x'.repeat(600))]);
  });

  it('is found by text beyond ASCII, wherever in a large file it stands', async () => {
    const trail = new AuditTrail(folder, fail);
    const many = Array.from({ length: 900 }, (_, i) => entry(`tool ${i}`, 'é'.repeat(i)));
    trail.add([...many, entry('Übersetzen')]);
    expect((await trail.search({ query: 'übersetzen' })).entries.map(({ name }) => name)).toEqual([
      'Übersetzen',
    ]);
    expect((await trail.search({})).entries.slice(0, -1)).toEqual(many);
    expect((await trail.search({ query: 'tool 77"' })).entries).toEqual([many[77]]);
  });

  it('in memory keeps the last ten thousand at least', async () => {
    const trail = new AuditTrail(null, fail);
    trail.add(Array.from({ length: 25_000 }, (_, i) => entry(String(i))));
    const { total, entries } = await trail.search({}, 1);
    expect(total).toBeGreaterThanOrEqual(10_000);
    expect(total).toBeLessThanOrEqual(20_000);
    expect(entries.map(({ name }) => name)).toEqual(['24999']);
    trail.add([entry('24999')]);
    expect((await trail.search({})).total).toBe(total);
  });

  it('reads nothing before something is asked for or added', async () => {
    const problems: string[] = [];
    const file = join(folder, 'file');
    await appendFile(file, '');
    const trail = new AuditTrail(file, (message) => problems.push(message));
    await trail.settled();
    expect(problems).toEqual([]);
    expect((await trail.search({})).entries).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it('says what there is to choose from, whatever was asked for', async () => {
    const { collector } = await open();
    collector.ingest(request([agentRun(), ...turn(1), ...turn(2)]));
    const { total, facets } = await search(collector, { name: 'nothing' });
    expect(total).toBe(0);
    expect(facets).toEqual({ names: ['search_docs'], agents: ['researcher'], outcomes: ['ok'] });
    expect((await search(collector, { name: 'search_docs', agent: 'researcher' })).total).toBe(2);
    expect((await search(collector, { agent: 'writer' })).total).toBe(0);
  });

  it('goes when everything is cleared', async () => {
    const { collector } = await open();
    collector.ingest(request([agentRun(), ...turn(1)]));
    await search(collector);
    await collector.handlers['sessions/clear'](undefined);
    expect((await search(collector)).total).toBe(0);
    await expect(lines()).rejects.toThrow('ENOENT');
  });

  it('is exported as JSON lines and as CSV, which no spreadsheet takes for formulas', async () => {
    const { collector } = await open();
    collector.ingest(request([agentRun(), ...turn(1)]));
    const text = async (format: 'jsonl' | 'csv') =>
      new TextDecoder().decode(await collector.handlers['audit/export']({ format }));
    expect(
      (await text('jsonl'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ name: 'search_docs' }]);
    const [head, row] = (await text('csv')).split('\r\n');
    expect(head).toMatch(/^time,kind,agent,service,name,arguments,outcome,/);
    expect(row).toContain('tool_call,researcher,shop,search_docs,"{""q"":""otel""}",ok,');
  });
});
