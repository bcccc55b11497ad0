import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { AgentSpan, SourceLocation } from '../../protocol/agentModel';
import type { SourceFoundBy } from '../../protocol/panel';
import type { SampleFolder } from '../sampleFolder';
import type { SourceRoot } from './codeAttributes';
import { emittedPaths } from './codeAttributes';
import { mapConcurrently } from './mapConcurrently';
import type { ToolDefinition } from './toolDefinitions';
import { CONFIDENCE, foldName, languageOf, SOURCE_EXTENSIONS, toolDefinitions } from './toolDefinitions';

const MAX_FILES = 5_000;
const MAX_FILE_BYTES = 1_000_000;
const CONCURRENT_READS = 16;
/** Folders with other people's code or with generated code. */
const FOREIGN_FOLDERS = [
  'node_modules',
  'site-packages',
  '.git',
  'dist',
  'out',
  'vendor',
  '.venv',
  'venv',
  '__pycache__',
];
const SOURCE_FILES = `**/*.{${SOURCE_EXTENSIONS.join(',')}}`;
const FOREIGN_FILES = `**/{${FOREIGN_FOLDERS.join(',')}}/**`;
/** `service.name` of the sample agent's traces. */
const SAMPLE_SERVICE = 'turnline-sample';

/** The emitter's own word beats every guess by name. */
const EMITTED = 1_000;
/** An instrumentation may report its wrapper in a library instead of the tool: better than nothing. */
const EMITTED_IN_LIBRARY = 10;
const EMITTED_OUTSIDE = 5;
/** Tests name tools too. */
const TEST_PENALTY = 15;

export interface SourcePlace {
  uri: vscode.Uri;
  /** Workspace-relative where possible. */
  path: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  /** Name of the function or tool, for showing. */
  label: string;
  foundBy: SourceFoundBy;
  /** Only the order matters. */
  confidence: number;
  /** Inside the workspace or the extension's own sample: may be opened without asking. */
  trusted: boolean;
}

interface IndexedFile {
  mtime: number;
  definitions: ToolDefinition[];
}

/** Finds the code behind a span: where the emitter says it is, else by the tool's name. */
export class SourceFinder {
  /** By URI. Reading and scanning is repeated only for files that changed. */
  private index = new Map<string, IndexedFile>();

  constructor(private readonly sample: SampleFolder) {}

  /** Best first; empty when nothing was found. */
  async find(span: AgentSpan, token?: vscode.CancellationToken): Promise<SourcePlace[]> {
    const emitted = span.source ? await this.byCodeAttributes(span.source, span.name) : [];
    if (emitted.some(({ confidence }) => confidence === EMITTED)) return emitted;
    const named = span.tool ? await this.byToolName(span.tool.name, span.service, token) : [];
    return [...named, ...emitted].sort((a, b) => b.confidence - a.confidence);
  }

  private async byCodeAttributes(source: SourceLocation, spanName: string): Promise<SourcePlace[]> {
    const roots = await this.roots();
    const places: SourcePlace[] = [];
    for (const { file, root } of emittedPaths(source.file, roots, process.platform)) {
      const uri = vscode.Uri.file(file);
      if (!(await isFile(uri))) continue;
      const foreign = root !== null && isForeign(relative(root.path, file));
      places.push({
        uri,
        path: vscode.workspace.asRelativePath(uri),
        line: source.line ?? 1,
        column: source.column ?? 1,
        label: source.functionName ?? spanName,
        foundBy: 'code-attributes',
        confidence: root === null ? EMITTED_OUTSIDE : foreign ? EMITTED_IN_LIBRARY : EMITTED,
        trusted: root !== null,
      });
    }
    return places;
  }

  private async byToolName(
    toolName: string,
    service: string | null,
    token: vscode.CancellationToken | undefined,
  ): Promise<SourcePlace[]> {
    if (service === SAMPLE_SERVICE) {
      const folder = new vscode.RelativePattern(await this.sample.current(), SOURCE_FILES);
      const places = await this.definitionsOf(toolName, folder, token);
      if (places.length > 0) return places;
    }
    return this.definitionsOf(toolName, SOURCE_FILES, token);
  }

  private async definitionsOf(
    toolName: string,
    include: vscode.GlobPattern,
    token: vscode.CancellationToken | undefined,
  ): Promise<SourcePlace[]> {
    const files = await vscode.workspace.findFiles(include, FOREIGN_FILES, MAX_FILES, token);
    const indexed = await mapConcurrently(files, CONCURRENT_READS, async (uri) => {
      const definitions = token?.isCancellationRequested ? [] : await this.definitionsIn(uri);
      return { uri, definitions };
    });
    const wanted = foldName(toolName);
    return indexed.flatMap(({ uri, definitions }) =>
      definitions
        .filter(({ name }) => foldName(name) === wanted)
        .map((definition) => placeOf(uri, definition, toolName)),
    );
  }

  private async definitionsIn(uri: vscode.Uri): Promise<ToolDefinition[]> {
    const language = languageOf(uri.path);
    if (!language) return [];
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      const known = this.index.get(uri.toString());
      if (known?.mtime === mtime) return known.definitions;
      const bytes = size <= MAX_FILE_BYTES ? await vscode.workspace.fs.readFile(uri) : new Uint8Array();
      const definitions = toolDefinitions(new TextDecoder().decode(bytes), language);
      this.index.set(uri.toString(), { mtime, definitions });
      return definitions;
    } catch {
      // Deleted since it was listed, or not readable: no tools of ours in it.
      this.index.delete(uri.toString());
      return [];
    }
  }

  private async roots(): Promise<SourceRoot[]> {
    const folders = (vscode.workspace.workspaceFolders ?? [])
      .map(({ uri }) => uri)
      .filter(({ scheme }) => scheme === 'file');
    return Promise.all(
      [...folders, this.sample.own].map(async ({ fsPath }) => ({
        path: fsPath,
        realPath: await realpath(fsPath).catch(() => fsPath),
      })),
    );
  }
}

function placeOf(uri: vscode.Uri, definition: ToolDefinition, toolName: string): SourcePlace {
  const path = vscode.workspace.asRelativePath(uri);
  const exact = definition.name === toolName ? CONFIDENCE.exactName : 0;
  const penalty = isTestFile(path) ? TEST_PENALTY : 0;
  return {
    uri,
    path,
    line: definition.line,
    column: definition.column,
    label: definition.name,
    foundBy: 'tool-name',
    confidence: definition.confidence + exact - penalty,
    trusted: true,
  };
}

function isForeign(path: string): boolean {
  return path.split(sep).some((folder) => FOREIGN_FOLDERS.includes(folder));
}

function isTestFile(path: string): boolean {
  return /(^|[\\/])(tests?|__tests__|__mocks__)[\\/]|(^|[\\/])(test_[^\\/]*|conftest)\.py$|[._](test|spec)\.\w+$/.test(
    path,
  );
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}
