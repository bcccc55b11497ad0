import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * Which rooms of the house each room may import from, itself aside. A path ends with `/` when it is a folder. One
 * direction, from bytes to pixels: a room never imports from where its own output goes.
 */
const MAY_IMPORT: Record<string, string[]> = {
  'src/protocol/': [],
  'src/otlp/': ['src/protocol/'],
  'src/semconv/': ['src/protocol/', 'src/otlp/'],
  'src/redaction/': ['src/protocol/', 'src/otlp/'],
  'src/analysis/': ['src/protocol/'],
  'src/store/': ['src/protocol/', 'src/otlp/', 'src/semconv/', 'src/analysis/'],
  'src/collector/': [
    'src/protocol/',
    'src/otlp/',
    'src/semconv/',
    'src/redaction/',
    'src/analysis/',
    'src/store/',
  ],
  'src/cli/': [
    'src/protocol/',
    'src/otlp/',
    'src/redaction/',
    'src/analysis/',
    'src/store/',
    'src/collector/',
  ],
  'src/presets/': ['src/protocol/'],
  'src/remote/': ['src/protocol/', 'src/otlp/'],
  'src/source/': ['src/protocol/'],
  'src/mcp/': ['src/protocol/', 'src/collector/stdioPort'],
  'src/editor/': ['src/protocol/', 'src/presets/', 'src/remote/', 'src/source/', 'src/mcp/'],
  'src/extension.ts': ['src/editor/', 'src/protocol/ids'],
  'webview/': ['src/protocol/', 'src/analysis/'],
};

/** Folders of pure functions: no I/O, no clock. */
const PURE = [
  'src/protocol/',
  'src/presets/',
  'src/otlp/',
  'src/semconv/',
  'src/redaction/',
  'src/analysis/',
  'src/source/',
];

/** A thread's entry in a pure folder, with what reads its files. */
const WITH_FILES = 'src/source/worker/';

interface Import {
  file: string;
  /** As written. */
  specifier: string;
}

const imports = [...sourceFiles('src'), ...sourceFiles('webview')].flatMap(importsOf);

describe('imports', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('go in one direction between the folders', () => {
    expect(imports.filter((one) => !isAllowed(one)).map(show)).toEqual([]);
  });

  it('go in no circles between files, those of types neither', () => {
    expect(circles()).toEqual([]);
  });

  it('load a handful of small files when a window starts, and the rest at first need', () => {
    expect(loadedWith('src/extension.ts').sort()).toEqual([
      'src/editor/agentTools/mcpRegistration.ts',
      'src/editor/lazy.ts',
      'src/editor/tracing/debugEnvironment.ts',
      'src/editor/tracing/tracingSettings.ts',
      'src/extension.ts',
      'src/protocol/ids.ts',
    ]);
  });

  it('reach the editor’s API from its own folder only', () => {
    const strays = imports.filter(
      ({ file, specifier }) =>
        specifier === 'vscode' && !file.startsWith('src/editor/') && file !== 'src/extension.ts',
    );
    expect(strays.map(show)).toEqual([]);
  });

  it('reach the component toolkit from webview/ui only', () => {
    const strays = imports.filter(
      ({ file, specifier }) =>
        specifier.startsWith('@vscode/webview-ui-toolkit') && !file.startsWith('webview/ui/'),
    );
    expect(strays.map(show)).toEqual([]);
  });

  it('reach sql.js from the store only', () => {
    const strays = imports.filter(
      ({ file, specifier }) => specifier.startsWith('sql.js') && !file.startsWith('src/store/'),
    );
    expect(strays.map(show)).toEqual([]);
  });

  it('bring no input or output into the pure folders and the webview', () => {
    const strays = imports.filter(
      ({ file, specifier }) =>
        [...PURE, 'webview/'].some((folder) => file.startsWith(folder)) &&
        !file.startsWith(WITH_FILES) &&
        specifier.startsWith('node:'),
    );
    expect(strays.map(show)).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')));
}

/** Static and dynamic imports, re-exports, type imports and `require`. */
function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(ROOT, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => ({ file, specifier: fileName }));
}

function isAllowed({ file, specifier }: Import): boolean {
  if (!specifier.startsWith('.')) return true;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const room = Object.keys(MAY_IMPORT).find((name) => file.startsWith(name));
  if (room === undefined) return false;
  return [room, ...MAY_IMPORT[room]!].some((allowed) => target.startsWith(allowed));
}

/** A file and all that is loaded with it: neither what is imported for its types nor by `import()`. */
function loadedWith(file: string, loaded = new Set<string>()): string[] {
  if (loaded.has(file)) return [];
  loaded.add(file);
  const { statements } = ts.createSourceFile(
    file,
    readFileSync(path.join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  for (const statement of statements) {
    const isLoading = ts.isImportDeclaration(statement)
      ? statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword
      : ts.isExportDeclaration(statement) && !statement.isTypeOnly;
    const specifier = isLoading && (statement as ts.ImportDeclaration).moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) continue;
    loadedWith(`${path.posix.join(path.posix.dirname(file), specifier.text)}.ts`, loaded);
  }
  return [...loaded];
}

/** The ways from a file back to itself, one of each circle at least. */
function circles(): string[] {
  const targets = new Map<string, string[]>();
  for (const { file, specifier } of imports) {
    if (!specifier.startsWith('.')) continue;
    const target = `${path.posix.join(path.posix.dirname(file), specifier)}.ts`;
    targets.set(file, [...(targets.get(file) ?? []), target]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) found.push([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) walk(file, []);
  return found;
}

function show({ file, specifier }: Import): string {
  return `${file} imports ${specifier}`;
}
