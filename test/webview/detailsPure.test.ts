/** What the details work out before anything is drawn. */
import { describe, expect, it } from 'vitest';
import type { ShownMessage, SpanMessages } from '../../src/protocol/messages';
import type { JsonValue } from '../../src/protocol/spans';
import { codingAgentOf } from '../../webview/details/codingAgents';
import { readConversation } from '../../webview/details/conversation/conversation';
import { imageSize } from '../../webview/details/conversation/imageSize';
import { JsonNode, pathText, preview, visibleNodes } from '../../webview/details/json/jsonNode';
import { filterOf, findMatches, MAX_MATCHES } from '../../webview/details/json/jsonSearch';
import { restoredSettings } from '../../webview/details/detailsSettings';
import { stackLines } from '../../webview/details/stackTrace';
import { splitByQuery } from '../../webview/ui/matches';
import { pngOf } from './support/detailsSession';

describe('places in stack traces', () => {
  it.each([
    ['  File "/app/tools/search.py", line 41, in search_docs', '/app/tools/search.py', 41, null],
    ['    at search (/app/src/tools.ts:10:5)', '/app/src/tools.ts', 10, 5],
    ['    at async file:///app/src/tools.mjs:3:17', 'file:///app/src/tools.mjs', 3, 17],
    ['    at C:\\app\\src\\tools.js:7:1', 'C:\\app\\src\\tools.js', 7, 1],
    ['\t/home/me/agent/main.go:88 +0x1d', '/home/me/agent/main.go', 88, null],
    ['   at Shop.Search() in /src/Shop/Search.cs:line 12', '/src/Shop/Search.cs', 12, null],
    ["tools/search.rb:9:in `search'", 'tools/search.rb', 9, null],
    ['#0 /var/www/agent.php(31): search()', '/var/www/agent.php', 31, null],
    ['             at ./src/main.rs:4:9', './src/main.rs', 4, 9],
  ])('%s', (text, file, line, column) => {
    const [found] = stackLines(text);
    expect(found!.place).toMatchObject({ file, line, column });
    expect(text.slice(found!.place!.from, found!.place!.to)).toContain(file);
  });

  it.each([
    'Traceback (most recent call last):',
    'ValueError: 12:30 is no amount',
    '\tat com.shop.Search.find(Search.java:17)',
    '    at node:internal/process/task_queues:95:5',
    'http failed: a.b.c:443',
    'a/'.repeat(200_000),
  ])('are not in %s', (text) => {
    expect(stackLines(text)[0]!.place).toBeNull();
  });
});

describe('tools without source', () => {
  it.each([
    ['codex_exec', 'Codex'],
    ['codex-app-server', 'Codex'],
    ['claude-code', 'Claude Code'],
    ['my-claude-code', null],
    ['codexample', null],
    [null, null],
  ])('of the service %s are parts of %s', (service, agent) => {
    expect(codingAgentOf(service)).toBe(agent);
  });
});

type Part = ShownMessage['parts'][number];
const message = (role: ShownMessage['role'], ...parts: Part[]): ShownMessage => ({
  role,
  parts,
  finishReason: null,
});
const text = (said: string): Part => ({ type: 'text', text: said });
const call = (id: string | null, name: string | null): Part => ({
  type: 'tool_call',
  id,
  name,
  arguments: '{}',
});
const result = (id: string | null, name: string | null, value = 'ok'): Part => ({
  type: 'tool_result',
  id,
  name,
  result: value,
});
function read(
  input: ShownMessage[],
  isNew: (place: number) => boolean = () => true,
  output: ShownMessage[] = [],
) {
  const messages: SpanMessages = { system: [], input, output, tools: [], delta: false, truncated: false };
  return readConversation(messages, isNew);
}
const all = () => true;

describe('a conversation', () => {
  it('has each result under its call, whatever comes between', () => {
    const { input } = read([
      message('user', text('Go')),
      message('assistant', call('a', 'read'), call('b', 'grep')),
      message('tool', result('b', null, 'of b')),
      message('user', text('meanwhile'), result('a', null, 'of a')),
    ]);
    expect(input).toHaveLength(1);
    const [, assistant, last] = input[0]!.entries;
    expect(assistant!.parts.map(({ result: found }) => found?.content)).toMatchObject([
      { result: 'of a' },
      { result: 'of b' },
    ]);
    // The message that had nothing else is gone, the other keeps the rest.
    expect(input[0]!.count).toBe(4);
    expect(input[0]!.entries).toHaveLength(3);
    expect(last!.parts.map(({ content }) => content)).toEqual([text('meanwhile')]);
  });

  it('pairs by name or order where ids are missing, and leaves alone what answers nothing', () => {
    const { input } = read([
      message('assistant', call(null, 'read'), call(null, 'grep'), call(null, 'grep')),
      message('tool', result(null, 'grep', 'first')),
      message('tool', result(null, 'grep', 'second')),
      message('tool', result('x', 'write', 'of nobody')),
    ]);
    const [assistant, orphan] = input[0]!.entries;
    expect(assistant!.parts.map(({ result: found }) => found?.content ?? null)).toMatchObject([
      null,
      { result: 'first' },
      { result: 'second' },
    ]);
    expect(orphan!.parts[0]!.content).toMatchObject({ result: 'of nobody' });
  });

  it('tells new messages from repeated ones, and hides no new result among repeated calls', () => {
    const { input } = read(
      [
        message('user', text('Go')),
        message('assistant', call('a', 'read')),
        message('tool', result('a', null)),
        message('user', text('And now?')),
      ],
      (place) => place >= 2,
    );
    expect(input.map(({ isNew, count }) => [isNew, count])).toEqual([
      [false, 2],
      [true, 2],
    ]);
    expect(input[0]!.entries[1]!.parts[0]!.result).toBeNull();
    expect(input[1]!.entries[0]!.parts[0]!.content).toMatchObject({ type: 'tool_result' });
  });

  it('keeps empty messages, and gives none where there are none', () => {
    expect(read([message('assistant')], all).input[0]!.entries).toHaveLength(1);
    expect(read([])).toEqual({ system: [], input: [], output: [] });
  });
});

function matchesOf(value: JsonValue, query: string) {
  const search = findMatches(value, query);
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

describe('a JSON tree', () => {
  const value = { list: [1, { deep: 'Needle' }], text: '{"inner":["needle"]}', plain: '[not JSON', none: {} };

  it('shows entries of what is expanded, in order', () => {
    const root = new JsonNode(null, null, value);
    const names = () => visibleNodes(root).map(({ path }) => pathText(path));
    expect(names()).toEqual(['list', 'text', 'plain', 'none']);
    root.at(['list'])!.expanded = true;
    root.at(['text'])!.expanded = true;
    expect(names()).toEqual(['list', 'list[0]', 'list[1]', 'text', 'text.inner', 'plain', 'none']);
    expect(root.at(['text'])!.embedded).toBe(true);
    expect(root.at(['plain'])!.structure).toBeNull();
    expect(visibleNodes(new JsonNode(null, null, 'scalar'))).toHaveLength(1);
  });

  it('is as deep as it likes', () => {
    let nested: JsonValue = 'bottom';
    for (let i = 0; i < 5_000; i++) nested = { a: nested };
    const path = matchesOf(nested, 'bottom')[0]!;
    expect(path).toHaveLength(5_000);
    const root = new JsonNode(null, null, nested);
    for (let node = root; ; node = node.children()[0]!) {
      node.expanded = true;
      if (!node.structure) break;
    }
    expect(visibleNodes(root)).toHaveLength(5_000);
  });

  it('is searched by key and value, also inside of texts that hold JSON', () => {
    expect(matchesOf(value, 'NEEDLE').map(pathText)).toEqual(['list[1].deep', 'text.inner[0]']);
    expect(matchesOf(value, 'deep').map(pathText)).toEqual(['list[1].deep']);
    expect(matchesOf(value, 'nothing like it')).toEqual([]);
    expect(
      matchesOf(
        Array.from({ length: 20_000 }, () => 'x'),
        'x',
      ),
    ).toHaveLength(MAX_MATCHES);
  });

  it('is filtered to what was found, what leads there and what is below', () => {
    const root = new JsonNode(null, null, { a: { b: { c: 1 }, d: 2 }, e: { f: 3 } });
    for (const path of [['a'], ['a', 'b'], ['e']]) root.at(path)!.expanded = true;
    const shown = (query: string) =>
      visibleNodes(root, filterOf(matchesOf(root.value, query))).map(({ path }) => pathText(path));
    expect(shown('b')).toEqual(['a', 'a.b', 'a.b.c']);
    expect(shown('3')).toEqual(['e', 'e.f']);
    expect(shown('zzz')).toEqual([]);
  });

  it('writes paths as code does', () => {
    expect(pathText(['messages', 3, 'content'])).toBe('messages[3].content');
    expect(pathText(['gen_ai.input.messages', 0, 'röle'])).toBe('["gen_ai.input.messages"][0].röle');
    expect(pathText(['with "quotes"'])).toBe('["with \\"quotes\\""]');
  });

  it('previews what is folded', () => {
    const node = (inner: JsonValue) => preview(new JsonNode(null, null, inner));
    expect(node({ query: 'rounding', limit: 5, hits: [], more: { a: 1 } })).toBe(
      '{query: "rounding", limit: 5, hits: [], more: {…}}',
    );
    expect(node(['x'.repeat(100)])).toBe(`["${'x'.repeat(24)}…"]`);
    expect(node(Array.from({ length: 1_000 }, (_, i) => i)).length).toBeLessThan(120);
  });
});

describe('marks', () => {
  it('are where the text has the query, in any case', () => {
    expect(splitByQuery('Tax and tax', 'TAX').map((part) => part.match && part.text)).toEqual([
      'Tax',
      false,
      'tax',
    ]);
    // "İ" becomes longer as a small letter: better no mark than one in the wrong place.
    expect(splitByQuery('İİ tax', 'tax')).toEqual([{ text: 'İİ tax', match: false }]);
  });
});

describe('sizes of images', () => {
  const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));

  it('are read from their first bytes', () => {
    expect(imageSize(bytes(pngOf({ width: 7, height: 5 })))).toEqual({ width: 7, height: 5 });
    expect(imageSize(Uint8Array.from(Buffer.from('GIF89a\x03\x01\x02\x00', 'latin1')))).toEqual({
      width: 0x103,
      height: 2,
    });
    // A JPEG with a comment before its frame header.
    const jpeg = 'ffd8fffe0004abcdffc0001108003001000301';
    expect(imageSize(Uint8Array.from(Buffer.from(jpeg, 'hex')))).toEqual({ width: 0x100, height: 0x30 });
    const webp = `52494646000000005745425056503858${'00'.repeat(8)}090000040000`;
    expect(imageSize(Uint8Array.from(Buffer.from(webp, 'hex')))).toEqual({ width: 10, height: 5 });
  });

  it('are unknown of everything else', () => {
    for (const hex of ['', '3c737667', '89504e47', 'ffd8ffff', '52494646', 'ffd8fffe0000']) {
      expect(imageSize(Uint8Array.from(Buffer.from(hex, 'hex')))).toBeNull();
    }
  });
});

it('takes nothing odd from what was saved', () => {
  for (const saved of [undefined, null, 7, { width: 'wide', closed: 1, tabs: 'raw', wrap: 'no' }]) {
    expect(restoredSettings(saved)).toEqual({ width: null, closed: false, tabs: {}, wrap: true });
  }
  const saved = { width: 400, closed: true, tabs: { llm: 'raw' }, wrap: false };
  expect(restoredSettings(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
});
