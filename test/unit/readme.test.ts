/** What the README says of settings and commands is what there is. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

interface Manifest {
  contributes: {
    commands: { command: string; title: string }[];
    configuration: { properties: Record<string, { default: unknown }> };
  };
}

const { contributes } = JSON.parse(read('package.json')) as Manifest;
const strings = JSON.parse(read('package.nls.json')) as Record<string, string>;
const readme = read('README.md');

/** Cells of the table below a heading of the second level, without its head. */
function tableBelow(heading: string): string[][] {
  const section = readme.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the README', () => {
  it('lists every setting with its default', () => {
    const listed = new Map(
      tableBelow('Settings').map(([name, value]) => [name!.replaceAll('`', ''), value!]),
    );
    const settings = Object.entries(contributes.configuration.properties);
    expect([...listed.keys()].sort()).toEqual(settings.map(([key]) => key.replace('turnline.', '')).sort());
    for (const [key, { default: value }] of settings) {
      const text = listed.get(key.replace('turnline.', ''))!;
      // A long list is named in words.
      if (text.startsWith('`')) {
        expect(text, key).toBe(`\`${typeof value === 'string' ? value : JSON.stringify(value)}\``);
      }
    }
  });

  it('lists every command', () => {
    const listed = tableBelow('Commands').flatMap(([names]) => names!.split(', '));
    const titles = contributes.commands.map(({ title }) => strings[title.replaceAll('%', '')]!);
    expect(listed.sort()).toEqual(titles.sort());
  });

  it('shows pictures that are there', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\((?<path>[^)]+)\)/g)].map(
      ({ groups }) => groups!.path!,
    );
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) expect(read(picture).length).toBeGreaterThan(1000);
  });
});
