/** Reads a workspace's files into a `SourceIndex`, and keeps it up to date. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type {
  DefinedTool,
  SourceAnswer,
  SourceFolders,
  SourceIndexStatus,
  SourcePlaceFound,
  SourceQuestion,
} from '../../protocol/source';
import { documentFacts } from '../documents/documents';
import type { FileFacts } from '../facts';
import { isOnlyTold } from '../facts';
import { functionNamesIn, languageOf } from '../languages';
import type { McpServer } from '../mcpConfig';
import { MCP_CONFIG_FILES, mcpServers } from '../mcpConfig';
import { mentionsTools } from '../mentions';
import type { NotebookText } from '../notebook';
import { cellAt, notebookText } from '../notebook';
import { Outliner } from '../outline';
import type { SourceParser } from '../parser';
import type { Candidate } from '../ranking';
import { SharedText } from '../sharedText';
import { SourceIndex } from '../sourceIndex';
import { isSourceFile, MAX_FILES, sourceFiles } from './workspaceFiles';

/** Larger ones are written by programs. */
const MAX_FILE_BYTES = 1_000_000;
/** Notebooks keep the pictures that they drew. */
const MAX_NOTEBOOK_BYTES = 16_000_000;
/** Nobody writes lines this long; a bundler does. */
const MAX_MEAN_LINE_LENGTH = 300;
const CONCURRENT_READS = 32;
const MAX_PLACES = 50;
/** More of them are looked for anew. */
const MAX_SOUGHT_PROMPTS = 100;
/** A file that is read may name others: a tool its constant's file, that its function's. More are a circle. */
const MAX_ROUNDS = 6;

export class WorkspaceIndex {
  private index = new SourceIndex();
  private building: Promise<SourceIndexStatus> | undefined;
  private folders: SourceFolders = { folders: [], exclude: [] };
  /** Files that may define something. */
  private promising = 0;
  private outliner = new Outliner();
  /** What was told to models and has been looked for in all files as they are now. */
  private readonly soughtPrompts = new Set<string>();
  private readonly notebooks = new Map<string, NotebookText>();

  constructor(private readonly parser: SourceParser) {}

  build(folders: SourceFolders): Promise<SourceIndexStatus> {
    this.folders = folders;
    this.building = this.readAll(folders);
    return this.building;
  }

  async changed(files: readonly string[]): Promise<void> {
    await this.building;
    this.soughtPrompts.clear();
    for (const file of files) {
      const folder = this.folders.folders.find((one) => file.startsWith(join(one, '/')));
      if (folder === undefined) continue;
      if (MCP_CONFIG_FILES.some((name) => join(folder, name) === file)) await this.readServers();
      else if (await isSourceFile(file, folder, this.folders.exclude)) await this.readOne(file);
      else this.index.delete(file);
    }
  }

  async find(question: SourceQuestion): Promise<SourceAnswer> {
    await this.building;
    if (question.kind === 'prompt') await this.readSharing(question.text);
    for (let round = 0; question.kind !== 'prompt' && round < MAX_ROUNDS; round += 1) {
      const missing = this.index.missingFor(question);
      if (missing.length === 0) break;
      await this.readFiles(missing, true);
    }
    const { candidates, certain } = this.index.find(question);
    return { places: candidates.slice(0, MAX_PLACES).map((one) => this.placeOf(one)), certain };
  }

  /** Of the files that may have prompts, parses those that have a part of this one. */
  private async readSharing(prompt: string): Promise<void> {
    if (this.soughtPrompts.has(prompt)) return;
    const shared = new SharedText(prompt);
    const missing = this.index.missingFor({ kind: 'prompt', text: prompt });
    await this.forEach(missing, async (file) => {
      const text = await textOf(file);
      if (text !== null && shared.isIn(text)) await this.readOne(file, true);
    });
    if (this.soughtPrompts.size >= MAX_SOUGHT_PROMPTS) this.soughtPrompts.clear();
    this.soughtPrompts.add(prompt);
  }

  async endingWith(path: string): Promise<string[]> {
    await this.building;
    return this.index.endingWith(path);
  }

  /** Not of the index but of the text: the editor's, saved or not. */
  async toolsIn(file: string, text: string): Promise<DefinedTool[]> {
    const language = languageOf(file);
    if (language === null || isGenerated(text)) return [];
    // A cell of a notebook comes as its own text, not as the notebook's file.
    const facts = await this.parser.read(text, language);
    const own = new SourceIndex();
    own.set(file, facts);
    const tools = new Map<string, DefinedTool>();
    const names = facts.definitions.flatMap(({ kind, name, evidence }) =>
      kind === 'tool' && name !== null && !isOnlyTold(evidence) ? [name] : [],
    );
    for (const name of new Set(names)) {
      const best = own.find({ kind: 'tool', name, server: null }).candidates[0]?.definition;
      if (best && best.evidence !== 'inner') tools.set(name, { name, at: best.at, range: best.range });
    }
    return [...tools.values()];
  }

  private async readAll(folders: SourceFolders): Promise<SourceIndexStatus> {
    const start = performance.now();
    const problems: string[] = [];
    this.soughtPrompts.clear();
    this.index = new SourceIndex();
    this.index.setFolders(folders.folders);
    this.promising = 0;
    this.outliner = new Outliner();
    const files: string[] = [];
    for (const folder of folders.folders) {
      const found = await sourceFiles(folder, folders.exclude);
      files.push(...found.files);
      if (found.cut)
        problems.push(`${folder} has more than ${MAX_FILES} source files: the rest was not read.`);
    }
    await this.readServers();
    await this.readFiles(files, false);
    return {
      files: this.index.fileCount,
      promising: this.promising,
      durationMs: performance.now() - start,
      problems,
    };
  }

  private async readFiles(files: readonly string[], whole: boolean): Promise<void> {
    await this.forEach(files, (file) => this.readOne(file, whole));
  }

  private async forEach(files: readonly string[], work: (file: string) => Promise<void>): Promise<void> {
    const queue = files.values();
    const worker = async () => {
      for (const file of queue) await work(file);
    };
    await Promise.all(Array.from({ length: CONCURRENT_READS }, worker));
  }

  private async readServers(): Promise<void> {
    const servers: McpServer[] = [];
    for (const folder of this.folders.folders) {
      for (const name of MCP_CONFIG_FILES) {
        const text = await readFile(join(folder, name), 'utf8').catch(() => '');
        for (const server of mcpServers(text, name)) {
          servers.push({
            ...server,
            paths: server.paths.map((path) => (isAbsolute(path) ? path : resolve(folder, path))),
          });
        }
      }
    }
    this.index.setServers(servers);
  }

  /** @param whole whether it is parsed: else it is outlined, which takes a tenth of the time */
  private async readOne(file: string, whole = false): Promise<void> {
    const text = await this.codeOf(file);
    const language = languageOf(file);
    if (text === null) {
      this.index.delete(file);
      return;
    }
    if (language === null) {
      this.index.set(file, documentFacts(file, text));
      return;
    }
    if (whole) {
      this.index.set(file, isGenerated(text) ? EMPTY : await this.parser.read(text, language));
      return;
    }
    const promising = mentionsTools(text);
    if (promising) this.promising += 1;
    this.index.setOutline(
      file,
      promising
        ? this.outliner.ofText(text, file)
        : this.outliner.ofFunctions(functionNamesIn(text, language)),
    );
  }

  private placeOf({ file, definition }: Candidate): SourcePlaceFound {
    const { name, at, kind } = definition;
    const notebook = this.notebooks.get(file);
    const cell = notebook ? cellAt(notebook, at.line) : null;
    const inCell = cell ? { ...at, line: cell.line, endLine: at.endLine - at.line + cell.line } : at;
    return { file, name: name ?? '', at: inCell, cell: cell?.cell ?? null, byNameAlone: kind === 'function' };
  }

  /** A file's text, of a notebook that of its cells; null for what cannot be read. */
  private async codeOf(file: string): Promise<string | null> {
    const text = await textOf(file);
    if (text === null || !isNotebook(file)) return text;
    const notebook = notebookText(text);
    if (notebook) this.notebooks.set(file, notebook);
    return notebook?.text ?? null;
  }
}

function isGenerated(text: string): boolean {
  return text.length / text.split('\n').length > MAX_MEAN_LINE_LENGTH;
}

const EMPTY: FileFacts = { definitions: [], constants: [], servers: [] };

function isNotebook(file: string): boolean {
  return file.endsWith('.ipynb');
}

/** Null for a file that is gone, unreadable, or too large to be somebody's. */
async function textOf(file: string): Promise<string | null> {
  try {
    const { size } = await stat(file);
    if (size > (isNotebook(file) ? MAX_NOTEBOOK_BYTES : MAX_FILE_BYTES)) return null;
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}
