/** What agents' messages are made of when there is no secret in them, in pieces of some 1 000 characters. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { keyLike, type Random } from './random';

const LENGTH = 950;

/** By what they are; every piece is a conversation as the semantic conventions write it. */
export function contentsByKind(random: Random, count: number): Record<string, string[]> {
  const code = sourceText();
  const kinds: Record<string, () => string> = {
    prose: () => random.words(165),
    code: () => code.slice(random.below(code.length - LENGTH)).slice(0, LENGTH),
    arguments: () => JSON.stringify(Array.from({ length: 9 }, () => toolCall(random))),
    listing: () => repeated(() => listing(random)),
    log: () => repeated(() => logLine(random)),
    hashes: () => repeated(() => `${random.hex(40)} ${random.uuid()} ${random.words(3)}`),
    base64: () => `data:image/png;base64,${keyLike(`{B${LENGTH}}`, random)}`,
  };
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, text]) => [
      kind,
      Array.from({ length: count }, () => message(text(), random)),
    ]),
  );
}

/** A mixture as a coding agent's: mostly prose, code and what tools say. */
export function agentContents(random: Random, count: number): string[] {
  const byKind = contentsByKind(random, Math.ceil(count / 4));
  const share = ['prose', 'code', 'arguments', 'prose', 'listing', 'log', 'prose', 'code', 'hashes', 'code'];
  const mixed = Array.from({ length: count }, (_, index) => {
    const texts = byKind[share[index % share.length]!]!;
    return texts[Math.floor(index / share.length) % texts.length]!;
  });
  // One in fifty has an image.
  return mixed.map((text, index) => (index % 50 === 49 ? byKind.base64![Math.floor(index / 50)]! : text));
}

function message(text: string, random: Random): string {
  const id = `call_${random.hex(24)}`;
  return JSON.stringify([{ role: 'tool', parts: [{ type: 'tool_call_response', id, response: text }] }]);
}

function repeated(line: () => string): string {
  let text = '';
  while (text.length < LENGTH) text += `${line()}\n`;
  return text.slice(0, LENGTH);
}

function toolCall(random: Random): object {
  return {
    name: random.pick(['read_file', 'grep', 'search_docs']),
    arguments: JSON.stringify({ path: `/app/src/${random.hex(6)}.ts`, offset: random.below(900) }),
  };
}

function listing(random: Random): string {
  return `-rw-r--r-- 1 ada staff ${random.below(99_999)} Jan ${1 + random.below(28)} 10:${10 + random.below(49)} ${random.words(1)}-${random.hex(4)}.test.ts`;
}

function logLine(random: Random): string {
  return `2026-01-05T10:${10 + random.below(49)}:00.123Z INFO ${random.words(2)}: status=200 duration=${random.below(999)}ms url=http://localhost:3000/api/${random.words(1)}?page=${random.below(9)}`;
}

/** This project's own sources. */
function sourceText(): string {
  const folder = path.resolve('src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
}
