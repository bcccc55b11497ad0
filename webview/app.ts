/** The session view: puts the parts together and keeps them in step with the session and the selection. */
import type { FrameMode } from '../src/protocol/frames';
import { FRAME_FLAG } from '../src/protocol/frames';
import type { Loop } from '../src/protocol/loops';
import { problemsOf } from '../src/protocol/problems';
import type { SpanRef } from '../src/protocol/units';
import { DetailsPane } from './details/detailsPane';
import { el, oncePerFrame, oneAtATime, whenQuiet } from './dom';
import type { Frame } from './flame/frameIndex';
import { keyOf } from './flame/frameIndex';
import { FlameGraph } from './flame/flameGraph';
import { hatchPattern, readTheme } from './flame/theme';
import { Figures } from './header/figures';
import { Findings } from './header/findings';
import { ProblemBanner } from './header/problemBanner';
import { TitleBar } from './header/titleBar';
import { Toolbar } from './header/toolbar';
import { KeysDialog } from './help';
import type { Host, ViewState } from './host';
import { listenForKeys } from './keyboard';
import type { Problem, SessionData } from './session/sessionData';
import { problemOf } from './session/sessionData';
import { SessionIndex } from './session/sessionIndex';
import { statePage, stateLine } from './states';
import { Tooltip } from './tooltip';
import { TurnsChart } from './turns/turnsChart';

/** A live session turns into a finished one by silence, which nobody announces. */
const LIVE_POLL_MS = 5000;
const SAVE_DELAY_MS = 300;

export class App {
  private readonly notice = el('div', { class: 'notice' });
  private readonly live = el('div', { class: 'visually-hidden', attrs: { 'aria-live': 'polite' } });
  private readonly titleBar = new TitleBar();
  private readonly banner: ProblemBanner;
  private readonly figures: Figures;
  private readonly findings: Findings;
  private readonly toolbar: Toolbar;
  private readonly tooltip = new Tooltip(document.body);
  private readonly keys = new KeysDialog();
  private readonly turns: TurnsChart;
  private session: { index: SessionIndex; flame: FlameGraph; details: DetailsPane } | null = null;
  private selected: SpanRef | null = null;
  private query = '';
  private known: boolean;
  /** Asks for the session and draws it. */
  readonly refresh = oneAtATime(() => this.load());
  private readonly saveSoon = whenQuiet(SAVE_DELAY_MS, () => {
    this.save();
  });

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Host,
    private readonly data: SessionData,
    private readonly restored: ViewState | null,
  ) {
    this.known = restored?.known ?? false;
    this.selected = restored?.selected ?? null;
    this.turns = new TurnsChart(this.tooltip, {
      select: (turn) => {
        this.select(turn, true);
      },
      mark: (first) => {
        this.select(first, true);
      },
      changed: this.saveSoon,
    });
    this.banner = new ProblemBanner(restored?.dismissed ?? {}, (othersLeft) => {
      if (!othersLeft) this.session?.flame.focus();
      this.saveSoon();
    });
    this.figures = new Figures({
      fitAll: () => this.session?.flame.fitAll(),
      focusTurns: () => {
        this.turns.focus();
      },
      nextTool: () => void this.stepTo('tool call', (frame) => frame.kind === 'tool', 1),
      byTokens: () => void this.setMode('tokens'),
      byCost: () => void this.setMode('cost'),
      nextError: () => void this.nextError(1),
      nextLoop: () => {
        this.nextLoop(1);
      },
      fullestTurn: () => {
        const fullest = this.session?.index.fullestContext();
        if (fullest) this.select(fullest.turn, true);
      },
    });
    this.findings = new Findings({
      showLoop: (loop) => {
        this.showLoop(loop);
      },
      goToTool: (loop) => {
        const ref = this.session?.index.firstToolOf(loop);
        if (ref) this.openSource(ref);
      },
    });
    this.toolbar = new Toolbar({
      setMode: (mode) => void this.setMode(mode),
      search: (query) => {
        this.search(query);
      },
      stepMatch: (direction) => void this.stepMatch(direction),
      leaveSearch: () => this.session?.flame.focus(),
      fitAll: () => this.session?.flame.fitAll(),
      follow: () => this.session?.flame.follow(),
      showKeys: () => {
        this.keys.show();
      },
    });
    listenForKeys({
      flame: () => this.session?.flame ?? null,
      focusSearch: () => {
        this.toolbar.focusSearch();
      },
      showKeys: () => {
        this.keys.show();
      },
      nextLoop: (direction) => {
        this.nextLoop(direction);
      },
      nextError: (direction) => void this.nextError(direction),
      nextMatch: (direction) => void this.stepMatch(direction),
      clear: () => {
        this.select(null, false);
      },
    });
    this.watchTheme();
    data.onChanged(this.refresh);
    data.onStatus((status) => {
      this.banner.set(problemsOf(status));
    });
    setInterval(() => {
      if (this.session?.index.session.summary.live) this.refresh();
    }, LIVE_POLL_MS);
  }

  private async load(): Promise<void> {
    const loaded = await this.data.load(this.known);
    try {
      if (loaded.problem) this.showProblem(loaded.problem);
      else {
        this.known = true;
        await this.showSession(new SessionIndex(loaded.snapshot));
      }
    } catch (error) {
      this.showProblem(problemOf(error));
    }
  }

  private async showSession(index: SessionIndex): Promise<void> {
    const first = this.session === null;
    const session = this.session ?? this.createSession(index);
    this.session = session;
    session.index = index;
    session.flame.setIndex(index);
    session.details.setIndex(index);
    const { summary } = index.session;
    this.titleBar.set(summary);
    this.figures.set(index);
    this.findings.set(index);
    this.turns.set(index);
    if (first || !this.root.contains(session.flame.element)) this.mount(session);
    this.notice.replaceChildren();
    await session.flame.reload();
    this.toolbar.setMode(session.flame.currentMode);
    this.toolbar.setFollow(summary.live, session.flame.isFollowing);
    if (first) await session.flame.select(this.selected, false);
    await session.details.show(this.selected);
    this.markTurn();
    this.saveSoon();
  }

  private createSession(index: SessionIndex): NonNullable<App['session']> {
    const flame = new FlameGraph(index, this.theme(), this.tooltip, {
      frames: (request) => this.data.frames(request),
      onSelect: (ref) => {
        this.select(ref, true);
      },
      onOpen: (ref) => {
        this.openSource(ref);
      },
      onView: () => {
        const live = this.session?.index.session.summary.live ?? false;
        this.toolbar.setFollow(live, flame.isFollowing);
        this.saveSoon();
      },
      onFailure: (error) => {
        this.showProblem(problemOf(error));
      },
    });
    if (this.restored) flame.restore(this.restored.mode, this.restored.view);
    return { index, flame, details: new DetailsPane(this.data, index) };
  }

  private mount({ flame, details }: NonNullable<App['session']>): void {
    this.root.replaceChildren(
      el('header', {}, this.titleBar.element, this.banner.element, this.figures.element),
      el('div', { class: 'lines' }, this.notice, this.findings.element),
      el(
        'div',
        { class: 'columns' },
        el('main', { class: 'drawings' }, this.toolbar.element, this.turns.element, flame.element),
        details.element,
      ),
      this.keys.element,
      this.live,
    );
  }

  /** A session already on the screen stays there; the problem is told in a line above it. */
  private showProblem(problem: Problem): void {
    if (this.session) this.notice.replaceChildren(stateLine(problem, this.refresh));
    else this.root.replaceChildren(this.banner.element, statePage(problem, this.refresh));
  }

  // ---- selection

  private select(ref: SpanRef | null, show: boolean): void {
    const { session } = this;
    if (!session) return;
    this.selected = ref ? { traceId: ref.traceId, spanId: ref.spanId } : null;
    const selected = this.selected;
    const place = selected ? session.index.loopOfSpan.get(keyOf(selected)) : undefined;
    session.flame.setActiveLoop(place?.loop.id ?? null);
    void session.flame.select(selected, show);
    void session.details.show(selected);
    this.markTurn();
    this.saveSoon();
    void this.announceSelection();
  }

  private async announceSelection(): Promise<void> {
    const { session, selected } = this;
    if (!session) return;
    if (!selected) {
      this.announce('Nothing selected');
      return;
    }
    const frame = await session.flame.locate(selected).catch(() => null);
    if (frame && this.selected === selected) this.announce(`Selected ${session.flame.describe(frame)}`);
  }

  private announce(text: string): void {
    this.live.textContent = text;
  }

  private markTurn(): void {
    const turn = this.selected ? this.session?.index.turnOfSpan.get(keyOf(this.selected)) : undefined;
    this.turns.select(turn?.index ?? null);
  }

  private openSource(ref: SpanRef): void {
    this.data.openSource(ref).then(
      (opened) => {
        if (!opened) {
          // The details pane says why there is no source and what to do.
          this.select(ref, true);
          this.announce('No source was found for this span');
        }
      },
      (error: unknown) => {
        this.showProblem(problemOf(error));
      },
    );
  }

  // ---- stepping

  private showLoop(loop: Loop): void {
    const { session } = this;
    const ref = session?.index.firstToolOf(loop);
    if (!session || !ref) return;
    this.select(ref, false);
    session.flame.fitLoop(loop.id);
    session.flame.focus();
  }

  private nextLoop(direction: 1 | -1): void {
    const { session } = this;
    if (!session) return;
    const { loops } = session.index.session;
    const current = this.selected ? session.index.loopOfSpan.get(keyOf(this.selected)) : undefined;
    const at = current ? loops.findIndex((loop) => loop.id === current.loop.id) : direction === 1 ? -1 : 0;
    const loop = loops.at((at + direction) % Math.max(loops.length, 1));
    if (loop) this.showLoop(loop);
    else this.announce('No loop in this session');
  }

  private async nextError(direction: 1 | -1): Promise<void> {
    await this.stepTo('error', (frame) => (frame.flags & FRAME_FLAG.error) !== 0, direction);
  }

  /** Selects the next frame of the whole session that fits, from the selection on, around the end. */
  private async stepTo(what: string, fits: (frame: Frame) => boolean, direction: 1 | -1): Promise<string> {
    const { session } = this;
    if (!session) return '';
    const frames = (await session.flame.allFrames()).filter(fits);
    const next = nextOf(frames, this.selected, direction);
    const frame = frames[next];
    if (!frame) {
      this.announce(`No ${what} in this session`);
      return '';
    }
    this.select(frame.ref, true);
    return `${next + 1} of ${frames.length}`;
  }

  // ---- search

  private search(query: string): void {
    this.query = query.trim().toLowerCase();
    this.session?.flame.setMatches(this.query === '' ? null : (label) => matches(label, this.query));
    void this.countMatches();
  }

  private async countMatches(): Promise<void> {
    const { session, query } = this;
    if (!session || query === '') {
      this.toolbar.setCount('');
      return;
    }
    const frames = await session.flame.allFrames();
    if (query !== this.query) return;
    const count = frames.filter((frame) => matches(frame.label, query)).length;
    this.toolbar.setCount(count === 0 ? 'no match' : `${count} ${count === 1 ? 'match' : 'matches'}`);
  }

  private async stepMatch(direction: 1 | -1): Promise<void> {
    const { query } = this;
    if (query === '') return;
    const position = await this.stepTo('match', (frame) => matches(frame.label, query), direction);
    if (position && query === this.query) this.toolbar.setCount(position);
  }

  // ---- mode, theme, state

  private async setMode(mode: FrameMode): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.toolbar.setMode(mode);
    try {
      await session.flame.setMode(mode);
    } catch (error) {
      this.showProblem(problemOf(error));
    }
  }

  private theme() {
    return readTheme(document.body, hatchPattern);
  }

  /** VS Code changes classes and variables in place when the theme changes. */
  private watchTheme(): void {
    const update = oncePerFrame(() => {
      this.session?.flame.setTheme(this.theme());
    });
    const observer = new MutationObserver(update);
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] });
  }

  private save(): void {
    const { flame } = this.session ?? {};
    if (!flame) return;
    this.host.save({
      sessionId: this.data.sessionId,
      mode: flame.currentMode,
      view: flame.currentView,
      selected: this.selected,
      known: this.known,
      dismissed: this.banner.dismissedProblems,
    });
  }
}

function matches(label: string, query: string): boolean {
  return label.toLowerCase().includes(query);
}

function nextOf(frames: readonly Frame[], selected: SpanRef | null, direction: 1 | -1): number {
  if (frames.length === 0) return -1;
  const key = selected ? keyOf(selected) : '';
  const at = frames.findIndex((frame) => keyOf(frame.ref) === key);
  if (at === -1) return direction === 1 ? 0 : frames.length - 1;
  return (at + direction + frames.length) % frames.length;
}
