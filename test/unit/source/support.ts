import type { FileFacts } from '../../../src/source/facts';
import { languageOf } from '../../../src/source/languages';
import { SourceParser } from '../../../src/source/parser';
import type { Ranking } from '../../../src/source/ranking';
import { SourceIndex } from '../../../src/source/sourceIndex';
import { parserFiles } from '../../../src/source/worker/parserFiles';

let parser: Promise<SourceParser> | undefined;

export async function factsOf(path: string, text: string): Promise<FileFacts> {
  parser ??= SourceParser.open(parserFiles());
  return (await parser).read(text, languageOf(path)!);
}

export async function indexOf(files: Record<string, string>): Promise<SourceIndex> {
  const index = new SourceIndex();
  for (const [path, text] of Object.entries(files)) index.set(path, await factsOf(path, text));
  return index;
}

/** `file:line` of every candidate, best first, `!` behind the first when it is certain. */
export function shown({ candidates, certain }: Ranking): string[] {
  return candidates.map(
    ({ file, definition }, place) => `${file}:${definition.at.line}${place === 0 && certain ? '!' : ''}`,
  );
}
