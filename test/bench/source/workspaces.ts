/** The repositories of `repositories.ts` as small workspaces, with what makes finding hard: tests of the tools, and callers. */
import { posix } from 'node:path';
import type { Project } from './corpus';
import type { Repository } from './repositories';
import { REPOSITORIES } from './repositories';
import { written } from './shapes';

export const WORKSPACES: Project[] = REPOSITORIES.map(workspaceOf);

function workspaceOf({ name, files }: Repository): Project {
  const texts: Record<string, string> = {};
  for (const { path, shape, tools } of files) {
    for (const [file, text] of written(path, shape, tools)) {
      texts[file] = (texts[file] ?? '') + text;
      texts[testOf(file)] = (texts[testOf(file)] ?? '') + text.replaceAll(/ *(?:#|\/\/) ¶.*/g, '');
    }
    texts[`client${posix.extname(path)}`] = callsOf(path, tools);
  }
  return { style: name, files: texts, tools: files.flatMap(({ tools }) => tools) };
}

/** `src/tools/a.ts` is tested by `tests/tools/a.ts`. */
function testOf(file: string): string {
  return posix.join('tests', ...file.split('/').slice(-2));
}

/** Code that has the names, but defines nothing. */
function callsOf(path: string, tools: readonly string[]): string {
  const calls = tools.map((tool) => `  session.call_tool("${tool}", arguments)`);
  return path.endsWith('.py') ? `def main(session, arguments):\n${calls.join('\n')}\n` : '';
}
