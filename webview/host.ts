/** The webview's end of the line to the extension host, and what it remembers across reloads. */
import type { FrameMode } from '../src/protocol/frames';
import type { PanelState } from '../src/protocol/panel';
import type { SpanRef } from '../src/protocol/units';
import type { DismissedProblems } from './header/problemBanner';
import { WebviewApi } from './webviewApi';

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

/** The session panel's end. */
export class Host extends WebviewApi {
  /** The state of this panel before the reload; null on the first load, or when it belongs to another session. */
  restore(sessionId: string): ViewState | null {
    const { state } = this;
    return isViewState(state) && state.sessionId === sessionId ? state : null;
  }

  /** The session of the panel's last life, for a page that was not told one. */
  restoredSessionId(): string | null {
    const { state } = this;
    return isObject(state) && typeof state.sessionId === 'string' ? state.sessionId : null;
  }

  save(state: ViewState): void {
    this.state = state;
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
