/** The webview's end of the line to the extension host, and what it remembers across reloads. */
import type { PanelState } from '../src/protocol/panel';
import type { SpanRef } from '../src/protocol/units';
import type { DetailsSettings } from './details/detailsSettings';
import type { FlamePlace } from './flame/flameGraph';
import type { FlameOptions } from './flame/options';
import type { DismissedProblems } from './header/problemBanner';
import type { TurnsChart } from './turns/turnsChart';
import { WebviewApi } from './webviewApi';

/** What a reload of the window restores. Extends what the host's serializer reads. Older versions saved less. */
export interface ViewState extends PanelState, Partial<FlameOptions>, FlamePlace {
  selected: SpanRef | null;
  /** Whether this panel has ever shown the session: tells "not here yet" from "no longer here". */
  known: boolean;
  dismissed?: DismissedProblems;
  details?: DetailsSettings;
  turns?: TurnsChart['state'];
  /** Whether the list of findings is unfolded. */
  reviewOpen?: boolean;
}

/** The session panel's end. */
export class Host extends WebviewApi {
  /** The state of this panel before the reload; null on the first load, or when it belongs to another session. */
  restore(sessionId: string): ViewState | null {
    return viewStateOf(this.state, sessionId);
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

/** Options are checked where they are understood; a window that makes no sense shows the whole session. */
function viewStateOf(value: unknown, sessionId: string): ViewState | null {
  if (!isObject(value) || value.sessionId !== sessionId) return null;
  const state = value as Partial<ViewState>;
  const { view } = state;
  const isView =
    isObject(view) && Number.isFinite(view.from) && Number.isFinite(view.to) && view.to > view.from;
  return {
    ...state,
    sessionId,
    view: isView ? { from: view.from, to: view.to } : null,
    scrollTop: Number.isFinite(state.scrollTop) ? Number(state.scrollTop) : 0,
    selected: state.selected ?? null,
    known: state.known === true,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
