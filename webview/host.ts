/** The webview's end of the line to the extension host, and what it remembers across reloads. */
import type { FrameMode } from '../src/protocol/frames';
import type { PanelState } from '../src/protocol/panel';
import type { RpcPort } from '../src/protocol/rpc';
import type { SpanRef } from '../src/protocol/units';
import type { DismissedProblems } from './header/problemBanner';

/** What a reload of the window restores. Extends what the host's serializer reads. */
export interface ViewState extends PanelState {
  mode: FrameMode;
  /** The window in the mode's unit; null shows the whole session. */
  view: { from: number; to: number } | null;
  selected: SpanRef | null;
  /** Whether this panel has ever shown the session: tells "not here yet" from "no longer here". */
  known: boolean;
  /** Absent from what older versions saved. */
  dismissed?: DismissedProblems;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Wraps `acquireVsCodeApi`, which a page may call only once. */
export class Host implements RpcPort {
  private readonly api = acquireVsCodeApi();

  post(message: unknown): void {
    this.api.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): () => void {
    const receive = (event: MessageEvent) => {
      listener(event.data);
    };
    addEventListener('message', receive);
    return () => {
      removeEventListener('message', receive);
    };
  }

  /** The state of this panel before the reload; null on the first load, or when it belongs to another session. */
  restore(sessionId: string): ViewState | null {
    const state = this.api.getState();
    return isViewState(state) && state.sessionId === sessionId ? state : null;
  }

  /** The session of the panel's last life, for a page that was not told one. */
  restoredSessionId(): string | null {
    const state = this.api.getState();
    return isObject(state) && typeof state.sessionId === 'string' ? state.sessionId : null;
  }

  save(state: ViewState): void {
    this.api.setState(state);
  }
}

function isViewState(value: unknown): value is ViewState {
  return (
    isObject(value) &&
    typeof value.sessionId === 'string' &&
    (value.mode === 'time' || value.mode === 'tokens' || value.mode === 'cost')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
