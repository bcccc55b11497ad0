/**
 * npm run bench -- redaction [seed]
 *
 * Plants secrets of every kind in texts like those of agents' traces and counts what is left of them; redacts texts
 * without secrets and counts what is lost; measures characters per second on clean text, and spans per second with
 * 1 kB of content each.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AnyValue, TracesRequest } from '../../src/otlp/records';
import { createRedactor, summarise } from '../../src/redaction/redact';
import { measureHarm, measureRecall } from './redaction/measure';
import { ordinaryTexts } from './redaction/ordinary';
import { plantedTexts } from './redaction/planted';
import { Random } from './redaction/random';

const SPANS = 512;
const SECONDS = 1.5;

const seed = Number(process.argv[2] ?? 1);
const redactor = createRedactor({ userPatterns: [] });

const planted = plantedTexts(seed, 2);
const kinds = new Map<string, number>();
const recall = measureRecall(planted, (text) => redactor.redactText(text, kinds));
const found = recall.secrets - recall.left.length;
console.log(`corpus of seed ${seed}`);
console.log(`  planted    ${planted.length} texts with ${recall.secrets} secrets`);
console.log(`  recall     ${(found / recall.secrets).toFixed(5)} (${recall.left.length} left)`);
console.log(`  JSON       ${recall.broken.length} texts broken`);
console.log(
  `  kinds      ${kinds.size}: ${summarise(kinds)
    .slice(0, 8)
    .map(({ kind, count }) => `${kind} ${count}`)
    .join(', ')}, …`,
);

const ordinary = ordinaryTexts(seed, 25);
const harm = measureHarm(ordinary, (text) => redactor.redactText(text));
console.log(`  ordinary   ${harm.texts} texts, ${harm.characters} characters`);
console.log(
  `  precision  ${(found / (found + harm.harmed.length)).toFixed(5)} (${harm.harmed.length} texts harmed, ${harm.lostCharacters} characters lost)`,
);
for (const { label, text } of [...recall.left, ...recall.broken, ...harm.harmed].slice(0, 20)) {
  console.log(`    ${label}: ${text.slice(0, 200)}`);
}

const random = new Random(seed);
const sources = sourceTexts();
const code = sources.map((text) =>
  JSON.stringify([{ role: 'tool', parts: [{ type: 'tool_call_response', response: text }] }]),
);
const prose = Array.from({ length: 600 }, () => random.words(170));
const messages = Array.from({ length: 600 }, () =>
  JSON.stringify([
    { role: 'user', parts: [{ type: 'text', content: random.words(80) }] },
    {
      role: 'assistant',
      parts: [
        {
          type: 'tool_call',
          id: `call_${random.hex(24)}`,
          name: 'read_file',
          arguments: { path: `/app/src/${random.hex(6)}.ts`, offset: random.below(900) },
        },
      ],
    },
    {
      role: 'tool',
      parts: [{ type: 'tool_call_response', id: `call_${random.hex(24)}`, response: random.words(60) }],
    },
  ]),
);
console.log('clean text, pieces of 1 kB, by one thread');
for (const [name, texts] of Object.entries({ prose, messages, code })) {
  const flat = texts.map((text) => Buffer.from(text).toString());
  const bytes = flat.reduce((sum, text) => sum + text.length, 0);
  const rounds = roundsPerSecond(() => {
    for (const text of flat) redactor.redactText(text);
  });
  console.log(`  ${name.padEnd(10)} ${((rounds * bytes) / 1e6).toFixed(0).padStart(5)} MB/s`);
}
const request = requestOf(messages);
const requests = roundsPerSecond(() => redactor.redactRequest({ request }));
console.log(`requests of ${SPANS} spans, 1 kB of content each\n  ${Math.round(requests * SPANS)} spans/s`);

process.exitCode = recall.left.length + recall.broken.length + harm.harmed.length === 0 ? 0 : 1;

function roundsPerSecond(round: () => void): number {
  for (let warm = 0; warm < 3; warm++) round();
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < SECONDS * 1000) {
    round();
    rounds++;
  }
  return (rounds * 1000) / (performance.now() - start);
}

/** This project's own sources, in pieces of 900 characters. */
function sourceTexts(): string[] {
  const folder = path.resolve('src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const all = files
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  return Array.from({ length: Math.min(600, Math.floor(all.length / 900)) }, (_, at) =>
    all.slice(at * 900, at * 900 + 900),
  );
}

function requestOf(contents: string[]): TracesRequest {
  const spans = Array.from({ length: SPANS }, (_, index) => ({
    traceId: random.hex(32),
    spanId: random.hex(16),
    parentSpanId: random.hex(16),
    traceState: '',
    flags: 1,
    name: 'chat gpt-4o-mini',
    kind: 3,
    startTimeUnixNano: 1n,
    endTimeUnixNano: 2n,
    attributes: new Map<string, AnyValue>([
      ['gen_ai.operation.name', 'chat'],
      ['gen_ai.provider.name', 'openai'],
      ['gen_ai.request.model', 'gpt-4o-mini'],
      ['gen_ai.response.id', `chatcmpl-${random.hex(29)}`],
      ['gen_ai.response.finish_reasons', ['stop']],
      ['gen_ai.usage.input_tokens', 1200n],
      ['gen_ai.usage.output_tokens', 80n],
      ['gen_ai.conversation.id', random.uuid()],
      ['gen_ai.input.messages', contents[index % contents.length]!],
    ]),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
  }));
  return {
    resourceSpans: [
      {
        resource: { attributes: new Map([['service.name', 'agent']]), droppedAttributesCount: 0 },
        schemaUrl: '',
        scopeSpans: [
          {
            scope: { name: 'bench', version: '1', attributes: new Map(), droppedAttributesCount: 0 },
            schemaUrl: '',
            spans,
          },
        ],
      },
    ],
  };
}
