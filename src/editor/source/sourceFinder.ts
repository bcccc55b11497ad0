import { realpath } from 'node:fs/promises';
import { basename, isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { SourceLocation, ToolCallFacts } from '../../protocol/agentModel';
import { SETTING, SETTINGS_SECTION } from '../../protocol/ids';
import type { FilePlace, SourceFoundBy } from '../../protocol/panel';
import type { SourceAnswer, SourcePlaceFound } from '../../protocol/source';
import type { SpanDetails } from '../../protocol/spans';
import { isForeign } from '../../source/foreignFolders';
import { stackFrames } from '../../source/stackFrames';
import type { SampleFolder } from '../sampleFolder';
import type { SourceRoot } from './codeAttributes';
import { emittedPaths } from './codeAttributes';
import { endingsOf, mappedPath, pathMappings, relativeEndings } from './pathMappings';
import { spanContext } from './spanContext';
import type { SourceIndexService } from './sourceIndexService';
import type { OriginalPlace } from './sourceMaps';
import { SourceMaps } from './sourceMaps';
import { symbolsNamed } from './workspaceSymbols';

/** `service.name` of the sample agent's traces, and what its folder is called where paths are shown. */
const SAMPLE_SERVICE = 'turnline-sample';
/** A stack is as deep as it likes; what a person wrote is near its top. */
const MAX_FRAMES = 60;
/** Attributes that name the MCP server of a call. */
const SERVER_ATTRIBUTES = [
  'mcp.server.name',
  'anthropic.mcp.server.name',
  'gen_ai.mcp.server.name',
  'mcp_server_name',
];

export interface SourcePlace {
  uri: vscode.Uri;
  /** Workspace-relative where possible. */
  path: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  /** Of a notebook: the cell, 0-based, that the line is in; null for other files. */
  cell: number | null;
  /** Name of the function or tool, for showing. */
  label: string;
  foundBy: SourceFoundBy;
  /** Inside the workspace or the extension's own sample: may be opened without asking. */
  trusted: boolean;
}

export interface SourcePlaces {
  /** Best first. */
  places: SourcePlace[];
  /** Whether the first is the one: else a person chooses. */
  certain: boolean;
}

const NOWHERE: SourcePlaces = { places: [], certain: false };

/**
 * Finds the code behind a span: where the emitter says it is, else where its exception came from, else by the tool's,
 * the agent's or the prompt's name, else among the language servers' symbols.
 */
export class SourceFinder {
  private readonly sourceMaps = new SourceMaps();

  constructor(
    private readonly index: SourceIndexService,
    private readonly sample: SampleFolder,
    /** What a model span was told, as one text; empty when it was not captured. */
    private readonly promptOf: (span: SpanDetails) => Promise<string>,
  ) {}

  /** Best first; empty when nothing was found. */
  async find(details: SpanDetails): Promise<SourcePlaces> {
    const { span } = details;
    const emitted = span.source ? await this.byCodeAttributes(span.source, span.name) : [];
    const own = emitted.filter(({ foreign, place }) => !foreign && place.trusted);
    if (own.length > 0) return { places: own.map(({ place }) => place), certain: own.length === 1 };
    const thrown = await this.byStackTrace(details);
    if (thrown.length > 0) return { places: thrown, certain: true };
    const named = await this.byName(details);
    // An instrumentation may report its wrapper in a library instead of the tool: better than nothing.
    const places = [...named.places, ...emitted.map(({ place }) => place)];
    return { places, certain: named.places.length > 0 ? named.certain : places.length === 1 };
  }

  /** The file that a stack trace names; empty when it is not here. */
  async inFile(place: FilePlace): Promise<SourcePlace[]> {
    const found = await this.byCodeAttributes({ ...place, functionName: null }, place.file);
    return found.map((one) => one.place);
  }

  private async byCodeAttributes(
    source: SourceLocation,
    spanName: string,
  ): Promise<{ place: SourcePlace; foreign: boolean }[]> {
    const roots = await this.roots();
    const places: { place: SourcePlace; foreign: boolean }[] = [];
    for (const found of await this.filesOf(source.file, roots)) {
      const written = { file: found.file, line: source.line ?? 1, column: source.column ?? 1 };
      const original = await this.originalOf(written, roots);
      const { file, root, line, column } = original ?? { ...written, root: found.root };
      const uri = vscode.Uri.file(file);
      const place: SourcePlace = {
        uri,
        path: this.shownPath(uri),
        line,
        column,
        cell: null,
        label: source.functionName ?? spanName,
        foundBy: 'code-attributes',
        trusted: root !== null,
      };
      places.push({ place, foreign: root !== null && isForeign(relative(root.path, file)) });
    }
    return places;
  }

  /** What compiled JavaScript was made of, if that is here; null when it is not, and for everything else. */
  private async originalOf(
    { file, line, column }: OriginalPlace,
    roots: readonly SourceRoot[],
  ): Promise<(OriginalPlace & { root: SourceRoot | null }) | null> {
    const original = await this.sourceMaps.original(file, line, column);
    if (!original) return null;
    const [place] = await existing(emittedPaths(original.file, roots, process.platform));
    return place?.root ? { ...original, ...place } : null;
  }

  /** Files that exist here: as emitted, as the setting maps it, or the only one with the longest common ending. */
  private async filesOf(
    emitted: string,
    roots: readonly SourceRoot[],
  ): Promise<{ file: string; root: SourceRoot | null }[]> {
    const mappings = pathMappings(
      vscode.workspace.getConfiguration(SETTINGS_SECTION).get(SETTING.pathMappings),
    );
    const mapped = mappedPath(emitted, mappings, roots[0]?.path);
    for (const path of mapped === null ? [emitted] : [mapped, emitted]) {
      const here = await existing(emittedPaths(path, roots, process.platform));
      if (here.length > 0) return here;
    }
    if (!/^(?:file:|[\\/]|[A-Za-z]:)/.test(emitted)) return this.belowRoots(emitted, roots);
    const byLength = roots.flatMap((root) =>
      endingsOf(emitted, basename(root.path)).map((ending) => ({ root, ending })),
    );
    byLength.sort((a, b) => b.ending.length - a.ending.length);
    for (const { root, ending } of byLength) {
      const file = join(root.path, ending);
      if (await isFile(vscode.Uri.file(file))) return [{ file, root }];
    }
    return [];
  }

  /**
   * The one file that ends like a relative path: Java's frames have the package alone, whose folder lies in
   * `src/main/java`; Go's, built with `-trimpath`, begin with the module's name. None where several do.
   */
  private async belowRoots(
    emitted: string,
    roots: readonly SourceRoot[],
  ): Promise<{ file: string; root: SourceRoot | null }[]> {
    const folders = roots.map(({ path }) => basename(path));
    for (const ending of relativeEndings(emitted, folders)) {
      const [file, other] = await this.index.endingWith(ending);
      if (other !== undefined) return [];
      if (file !== undefined) return emittedPaths(file, roots, process.platform);
    }
    return [];
  }

  private async byStackTrace({ raw }: SpanDetails): Promise<SourcePlace[]> {
    for (const { attributes } of raw.events) {
      const trace = attributes['exception.stacktrace'];
      if (typeof trace !== 'string') continue;
      for (const { file, line, column, functionName } of stackFrames(trace).slice(0, MAX_FRAMES)) {
        const found = await this.byCodeAttributes({ file, line, column, functionName }, functionName ?? file);
        const own = found.find(({ place, foreign }) => place.trusted && !foreign);
        if (own) return [{ ...own.place, foundBy: 'stack-trace' }];
      }
    }
    return [];
  }

  private async byName(details: SpanDetails): Promise<SourcePlaces> {
    const { span, raw } = details;
    if (span.tool) {
      const name = toolName(span.tool);
      const server =
        SERVER_ATTRIBUTES.map((key) => raw.attributes[key]).find((value) => typeof value === 'string') ??
        null;
      const question = { kind: 'tool', name, server, context: spanContext(details) } as const;
      const inSample =
        span.service === SAMPLE_SERVICE
          ? await this.index.findIn((await this.sample.current()).fsPath, question)
          : null;
      const answer = inSample && inSample.places.length > 0 ? inSample : await this.index.find(question);
      if (answer.places.length > 0) return this.placesOf(answer, 'tool-name');
      return { places: await this.symbols(name), certain: false };
    }
    if (span.kind === 'llm') {
      const text = await this.promptOf(details);
      const answer = text === '' ? null : await this.index.find({ kind: 'prompt', text });
      if (answer && answer.places.length > 0) return this.placesOf(answer, 'prompt-text');
    }
    if (span.agent === null || (span.kind !== 'agent' && span.kind !== 'llm')) return NOWHERE;
    const question = { kind: 'agent', name: span.agent, context: spanContext(details) } as const;
    return this.placesOf(await this.index.find(question), 'agent-name');
  }

  private placesOf({ places, certain }: SourceAnswer, foundBy: SourceFoundBy): SourcePlaces {
    return { places: places.map((place) => this.placeOf(place, foundBy)), certain };
  }

  private placeOf({ file, name, at, cell }: SourcePlaceFound, foundBy: SourceFoundBy): SourcePlace {
    const uri = vscode.Uri.file(file);
    return {
      uri,
      path: this.shownPath(uri),
      line: at.line,
      column: at.column,
      cell,
      label: name,
      foundBy,
      trusted: true,
    };
  }

  private async symbols(name: string): Promise<SourcePlace[]> {
    const found = await symbolsNamed(name);
    return found.map(({ location, name: label }) => ({
      uri: location.uri,
      path: this.shownPath(location.uri),
      line: location.range.start.line + 1,
      column: location.range.start.character + 1,
      cell: null,
      label,
      foundBy: 'workspace-symbol',
      trusted: true,
    }));
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

/** The tool, or the agent that it hands over to where its arguments alone name that: `transfer_to_agent(agent_name)`. */
function toolName({ name, arguments: given }: ToolCallFacts): string {
  if (name !== 'transfer_to_agent' || given === null) return name;
  const agent = /"agent_?[nN]ame"\s*:\s*"([^"\\]+)"/.exec(given)?.[1];
  return agent === undefined ? name : `transfer_to_${agent}`;
}

async function existing<T extends { file: string }>(places: readonly T[]): Promise<T[]> {
  const there = await Promise.all(places.map(({ file }) => isFile(vscode.Uri.file(file))));
  return places.filter((_, place) => there[place]);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}
