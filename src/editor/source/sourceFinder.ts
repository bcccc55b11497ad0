import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { AgentSpan, SourceLocation } from '../../protocol/agentModel';
import type { FilePlace, SourceFoundBy } from '../../protocol/panel';
import type { SampleFolder } from '../sampleFolder';
import type { SourceRoot } from './codeAttributes';
import { emittedPaths } from './codeAttributes';
import { CONFIDENCE } from './definition';
import { isForeign, isTest } from './foreignFolders';
import type { IndexedDefinition, ToolIndex } from './toolIndex';

/** `service.name` of the sample agent's traces, and what its folder is called where paths are shown. */
const SAMPLE_SERVICE = 'turnline-sample';

/** The emitter's own word beats every guess by name. */
const EMITTED = 1_000;
/** An instrumentation may report its wrapper in a library instead of the tool: better than nothing. */
const EMITTED_IN_LIBRARY = 4;
const EMITTED_OUTSIDE = 3;
/** Keeps a test behind the same kind of definition elsewhere, but before the next weaker kind. */
const TEST_PENALTY = 9;

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

/** Finds the code behind a span: where the emitter says it is, else by the tool's name. */
export class SourceFinder {
  constructor(
    private readonly index: ToolIndex,
    private readonly sample: SampleFolder,
  ) {}

  /** Best first; empty when nothing was found. */
  async find(span: AgentSpan): Promise<SourcePlace[]> {
    const emitted = span.source ? await this.byCodeAttributes(span.source, span.name) : [];
    if (emitted.some(({ confidence }) => confidence === EMITTED)) return emitted;
    const named = span.tool ? await this.byToolName(span.tool.name, span.service) : [];
    return onePerLine([...named, ...emitted].sort((a, b) => b.confidence - a.confidence));
  }

  /** The file that a stack trace names; empty when it is not here. */
  inFile(place: FilePlace): Promise<SourcePlace[]> {
    return this.byCodeAttributes({ ...place, functionName: null }, place.file);
  }

  private async byCodeAttributes(source: SourceLocation, spanName: string): Promise<SourcePlace[]> {
    const places: SourcePlace[] = [];
    for (const { file, root } of emittedPaths(source.file, await this.roots(), process.platform)) {
      const uri = vscode.Uri.file(file);
      if (!(await isFile(uri))) continue;
      const foreign = root !== null && isForeign(relative(root.path, file));
      places.push({
        uri,
        path: this.shownPath(uri),
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

  private async byToolName(toolName: string, service: string | null): Promise<SourcePlace[]> {
    const inSample =
      service === SAMPLE_SERVICE ? await this.index.inFolder(toolName, await this.sample.current()) : [];
    const definitions = inSample.length > 0 ? inSample : await this.index.inWorkspace(toolName);
    return definitions.map((definition) => placeOf(definition, this.shownPath(definition.uri), toolName));
  }

  /** Relative to the workspace, or to the extension's sample; else absolute. */
  private shownPath(uri: vscode.Uri): string {
    const inSample = relative(this.sample.own.fsPath, uri.fsPath);
    if (!inSample.startsWith('..') && !isAbsolute(inSample)) return join(SAMPLE_SERVICE, inSample);
    return vscode.workspace.asRelativePath(uri);
  }

  /** What may be opened without asking: the workspace, and the sample that comes with the extension. */
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

/** A tool that goes by two spellings in one line is still one place. Keeps the first. */
function onePerLine(places: SourcePlace[]): SourcePlace[] {
  const seen = new Set<string>();
  return places.filter(({ uri, line }) => {
    const key = `${uri.toString()}:${line}`;
    return !seen.has(key) && seen.add(key);
  });
}

function placeOf(definition: IndexedDefinition, path: string, toolName: string): SourcePlace {
  const { uri, line, column, name } = definition;
  const exact = name === toolName ? CONFIDENCE.exactName : 0;
  const penalty = isTest(path) ? TEST_PENALTY : 0;
  return {
    uri,
    path,
    line,
    column,
    label: name,
    foundBy: 'tool-name',
    confidence: definition.confidence + exact - penalty,
    trusted: true,
  };
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}
