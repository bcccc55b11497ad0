/** What the session panel's webview asks of the extension host, beside the collector's own methods. */
import type { CollectorMethods, CollectorNotifications } from './methods';
import type { SpanRef } from './units';

/** How a place in the code was found; the details pane says so. */
export type SourceFoundBy =
  | 'code-attributes'
  /** The innermost frame of the span's exception that is in the workspace. */
  | 'stack-trace'
  | 'tool-name'
  | 'agent-name'
  /** A prompt template that the model's prompt was made of. */
  | 'prompt-text'
  /** A symbol of that name, as the language servers know it. */
  | 'workspace-symbol';

export interface FoundSource {
  /** Workspace-relative where possible, for showing. */
  path: string;
  /** 1-based. */
  line: number;
  foundBy: SourceFoundBy;
}

/** What the panel shows when it opens or is restored. */
export interface PanelState {
  sessionId: string;
}

/** A file that the page has made. */
export interface SavedFile {
  /** As proposed to the user. */
  name: string;
  content: string | Uint8Array;
}

/** What changes or deletes what is kept is for the editor's own commands, and so is the doctor. */
type EditorMethods =
  | 'sessions/clear'
  | 'session/pin'
  | 'doctor'
  | 'overview'
  | 'audit/search'
  | 'audit/export'
  | 'tools/statistics'
  | 'tools/calls'
  | 'session/export'
  | 'import/start'
  | 'import/status'
  | 'import/cancel';
type ReadingMethods = Omit<CollectorMethods, EditorMethods>;

/** A place that a stack trace names. */
export interface FilePlace {
  /** As the trace has it: absolute, relative or a `file:` URL. */
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based; null when the trace gives none. */
  column: number | null;
}

/** What the page is told. */
export type PanelNotifications = CollectorNotifications & {
  /** To be selected and brought into view. */
  reveal: SpanRef;
};

/** What the page's buttons may run in the editor, and nothing else. */
export type PanelCommand =
  | 'runSample'
  | 'openTracedTerminal'
  | 'showSessions'
  | 'doctor'
  | 'showLog'
  | 'restartCollector'
  | 'openSettings';

/** What to look for in the workspace: in the text of its files, or among their names. */
export interface SourceSearch {
  text: string;
  among: 'text' | 'files';
}

export type PanelMethods = ReadingMethods & {
  /** Where the code behind a span is, best first; empty when nothing was found. */
  'source/find': { params: SpanRef; result: FoundSource[] };
  /**
   * Opens the editor at the code behind a span; asks when several places fit equally well, or with `choose` whenever
   * there are several. False when nothing was found.
   */
  'source/open': { params: SpanRef & { choose?: boolean }; result: boolean };
  /** Shows the editor's search. */
  'source/search': { params: SourceSearch; result: null };
  /** For each file that a stack trace names, whether the editor can open it. */
  'source/hasFiles': { params: { files: string[] }; result: boolean[] };
  /** Opens the editor at such a place. False when there is no such file here. */
  'source/openFile': { params: FilePlace; result: boolean };
  /** Asks the editor’s chat why an agent looped, with the evidence. */
  'loop/explain': { params: { loopId: string }; result: null };
  /** Shows two iterations of a loop side by side; asks which where it has more. Answers before that. */
  'loop/compare': { params: { loopId: string }; result: null };
  /** Asks the user where to save it. False when the user has thought better of it. */
  'file/save': { params: SavedFile; result: boolean };
  'command/run': { params: { command: PanelCommand }; result: null };
};

/** Which of several places, whether to open a file outside the workspace, where to save. */
export const PANEL_ASKS_PERSON = [
  'source/open',
  'source/openFile',
  'file/save',
] as const satisfies readonly (keyof PanelMethods)[];
