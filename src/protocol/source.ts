/** What the source index is asked, and answers. It runs in a worker thread of the extension host. */
import type { ToolStatus } from './agentModel';
import type { DurationMs, EpochMs, SpanRef } from './units';

/** 1-based lines and columns, columns in UTF-16 units; the end is behind the last character. */
export interface SourceRange {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** One place that may be what was asked for. */
export interface SourcePlaceFound {
  /** Absolute path. */
  file: string;
  /** As the code spells it. */
  name: string;
  at: SourceRange;
  /** Of a notebook: the cell, 0-based, that the lines are of; null for other files. */
  cell: number | null;
  /** Whether only a function of that name was found, with nothing that says that it is a tool. */
  byNameAlone: boolean;
}

export interface SourceAnswer {
  /** Best first. */
  places: SourcePlaceFound[];
  /** Whether the first is the one: else the user chooses. */
  certain: boolean;
}

/** The runtimes that `telemetry.sdk.language` tells apart; a browser's counts as `nodejs`. */
export type SourceRuntime = 'python' | 'nodejs' | 'go' | 'java' | 'dotnet';

/** What else is known of a span, for choosing between several definitions of one name. */
export interface SourceContext {
  runtime: SourceRuntime | null;
  /** Who called the tool. */
  agent: string | null;
  service: string | null;
  /** Folders of the process: its script's, its working directory. Absolute, as the emitter has them. */
  folders: string[];
}

export type SourceQuestion =
  /** `server`: the MCP server that the span names; null when it names none. */
  | { kind: 'tool'; name: string; server: string | null; context?: SourceContext }
  | { kind: 'agent'; name: string; context?: SourceContext }
  /** `text`: what the model was told. */
  | { kind: 'prompt'; text: string };

/** A tool that a file defines. */
export interface DefinedTool {
  name: string;
  at: SourceRange;
  /** Of all of the definition. */
  range: SourceRange;
}

export interface SourceFolders {
  /** Absolute paths. */
  folders: string[];
  /** Globs of `files.exclude` that are on; see `vscode.workspace` configuration. */
  exclude: string[];
}

export interface SourceIndexStatus {
  files: number;
  /** Files that may define tools, agents or prompts: parsed when something that they mention is asked for. */
  promising: number;
  /** How long reading all of them took. */
  durationMs: DurationMs;
  /** Why not everything was read; empty when everything was. */
  problems: string[];
}

export type SourceIndexMethods = {
  /** Reads the folders anew. Answers when all is read. */
  'index/build': { params: SourceFolders; result: SourceIndexStatus };
  /** These files were written, made or deleted. */
  'index/changed': { params: { files: string[] }; result: undefined };
  /** Answers once the folders are read. */
  'index/find': { params: SourceQuestion; result: SourceAnswer };
  /** The same in a folder of its own. */
  'index/findIn': { params: { folder: string; question: SourceQuestion }; result: SourceAnswer };
  /** Paths of the files that end like this, with slashes between folders. Answers once the folders are read. */
  'index/endingWith': { params: { path: string }; result: string[] };
  /** The tools that a file defines; `text` is what the editor shows of it, saved or not. */
  'index/toolsIn': { params: { file: string; text: string }; result: DefinedTool[] };
};

/** What is known of the calls of one tool, all sessions together. */
export interface ToolStatistics {
  /** As the spans have it. */
  name: string;
  calls: number;
  errors: number;
  /** Median and 95th percentile of the calls' durations. */
  p50Ms: DurationMs;
  p95Ms: DurationMs;
  /** Iterations of the longest loop that it is part of; 0 when it is in none. */
  loopIterations: number;
}

/** One call. `span/get` has its arguments and its result. */
export interface ToolCallSummary extends SpanRef {
  sessionId: string;
  sessionTitle: string;
  name: string;
  startTime: EpochMs;
  durationMs: DurationMs;
  status: ToolStatus;
  errorClass: string | null;
}

export interface ToolCallsParams {
  /** Every spelling that counts, as the spans have them. */
  names: string[];
  /** The newest so many; 200 when left out. */
  limit?: number;
}
