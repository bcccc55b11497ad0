/** The session view: puts the parts together and keeps them in step with the session and the selection. */
import { problemsOf } from '../src/protocol/problems';
import type { ListedSession } from '../src/protocol/sessions';
import type { SpanRef } from '../src/protocol/units';
import { DetailsPane } from './details/detailsPane';
import type { DetailsSettings } from './details/detailsSettings';
import { restoredSettings } from './details/detailsSettings';
import { el, oncePerFrame, oneAtATime, whenQuiet } from './dom';
import { exportItems } from './flame/exports';
import { FlameGraph } from './flame/flameGraph';
import { keyOf } from './flame/frameIndex';
import type { FlameOptions } from './flame/options';
import { restoredOptions } from './flame/options';
import { hatchPattern, readTheme } from './flame/theme';
import { Figures } from './header/figures';
import { Findings } from './header/findings';
import { ProblemBanner } from './header/problemBanner';
import { TitleBar } from './header/titleBar';
import { Toolbar } from './header/toolbar';
import { KeysDialog } from './help';
import type { Host, ViewState } from './host';
import { listenForKeys } from './keyboard';
import { t } from './l10n';
import { ReviewSection } from './review/reviewSection';
import type { Problem, SessionData } from './session/sessionData';
import { problemOf } from './session/sessionData';
import { SessionIndex } from './session/sessionIndex';
import { statePage, stateLine, type StateActions } from './states';
import { Stepping } from './stepping';
import { Tooltip } from './tooltip';
import { TurnsChart } from './turns/turnsChart';

/** A live session turns into a finished one by silence, which nobody announces. */
const LIVE_POLL_MS = 5000;
const SAVE_DELAY_MS = 300;

interface ShownSession {
  index: SessionIndex;
  flame: FlameGraph;
  details: DetailsPane;
}

export class App {
  private readonly notice = el('div', { class: 'notice' });
  private readonly live = el('div', { class: 'visually-hidden', attrs: { 'aria-live': 'polite' } });
  private readonly titleBar = new TitleBar();
  private readonly banner: ProblemBanner;
  private readonly figures: Figures;
  private readonly findings: Findings;
  private readonly review: ReviewSection;
  private readonly toolbar: Toolbar;
  private readonly tooltip = new Tooltip(document.body);
  private readonly keys = new KeysDialog();
  private readonly turns: TurnsChart;
  private readonly stepping: Stepping;
  private session: ShownSession | null = null;
  /** In the page, but not on the screen: its frames are asked for while its turns are on their way. */
  private opening: ShownSession | null = null;
  private selected: SpanRef | null = null;
  /** Whether that is to be brought into view once the session is there. */
  private revealsFirst = false;
  private options: Readonly<FlameOptions>;
  private readonly details: DetailsSettings;
  private known: boolean;
  /** Asks for the session and draws it. */
  readonly refresh = oneAtATime(() => this.load());
  private readonly showFactsSoon = oncePerFrame(() => {
    this.showFacts();
  });
  private readonly saveSoon = whenQuiet(SAVE_DELAY_MS, () => {
    this.save();
  });

  private readonly stateActions: StateActions = {
    retry: this.refresh,
    run: (command) => {
      this.data.run(command).catch((error: unknown) => {
        this.showProblem(problemOf(error));
      });
    },
  };

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Host,
    private readonly data: SessionData,
    private readonly restored: ViewState | null,
  ) {
    this.known = restored?.known ?? false;
    this.selected = restored?.selected ?? null;
    this.options = restoredOptions(restored ?? {});
    this.details = restoredSettings(restored?.details);
    this.stepping = new Stepping(
      () => this.session,
      () => this.selected,
      {
        select: (ref, show) => {
          this.select(ref, show);
        },
        announce: (text) => {
          this.announce(text);
        },
        onFailure: (error) => {
          this.showProblem(problemOf(error));
        },
        onMatch: (position) => {
          this.toolbar.setPosition(position);
        },
      },
    );
    this.turns = new TurnsChart(this.tooltip, {
      select: (turn) => {
        this.select(turn, true);
      },
      mark: (first, last) => {
        void this.session?.flame.fitTurns(first, last);
      },
      changed: this.saveSoon,
    });
    if (restored?.turns) this.turns.restore(restored.turns);
    this.banner = new ProblemBanner(restored?.dismissed ?? {}, (othersLeft) => {
      if (!othersLeft) this.session?.flame.focus();
      this.saveSoon();
    });
    this.figures = new Figures({
      fitAll: () => this.session?.flame.fitAll(),
      focusTurns: () => {
        this.turns.focus();
      },
      nextTool: () => void this.stepping.tool(),
      byTokens: () => {
        this.change({ mode: 'tokens' });
      },
      byCost: () => {
        this.change({ mode: 'cost' });
      },
      nextError: () => void this.stepping.error(1),
      nextLoop: () => {
        this.stepping.loop(1);
      },
      fullestTurn: () => {
        const fullest = this.session?.index.fullestContext();
        if (fullest) this.select(fullest.turn, true);
      },
    });
    this.findings = new Findings({
      showLoop: (loop) => {
        this.stepping.showLoop(loop);
      },
      compareIterations: (loop) => {
        this.compareIterations(loop.id);
      },
      goToTool: (loop) => {
        const ref = this.session?.index.firstToolOf(loop);
        if (ref) this.openSource(ref);
      },
      explain: (loop) => void this.data.explainLoop(loop.id),
      run: (command) => {
        this.stateActions.run(command);
      },
    });
    this.review = new ReviewSection(
      {
        load: async () => {
          const findings = await data.review();
          this.figures.setReview(findings);
          return findings;
        },
        select: (ref) => {
          this.select(ref, true);
        },
        changed: this.saveSoon,
      },
      restored?.reviewOpen === true,
    );
    this.toolbar = this.createToolbar();
    listenForKeys({
      flame: () => this.session?.flame ?? null,
      stepping: this.stepping,
      focusSearch: () => {
        this.toolbar.focusSearch();
      },
      showKeys: () => {
        this.keys.show();
      },
      clear: () => {
        this.clear();
      },
      toggleDetails: () => this.session?.details.toggle(),
    });
    this.watchTheme();
    data.onChanged(() => {
      // The drawing need not wait for the figures. They are asked for first: others have their turn in between.
      this.refresh();
      this.session?.flame.refresh();
    });
    data.onStatus((status) => {
      this.banner.set(problemsOf(status));
    });
    setInterval(() => {
      if (this.session?.index.session.summary.live) this.refresh();
    }, LIVE_POLL_MS);
  }

  private createToolbar(): Toolbar {
    return new Toolbar(this.options, {
      change: (changes) => {
        this.change(changes);
      },
      stepMatch: (direction) => void this.stepping.match(direction),
      leaveSearch: () => this.session?.flame.focus(),
      fitAll: () => this.session?.flame.fitAll(),
      follow: (on) => this.session?.flame.follow(on),
      showKeys: () => {
        this.keys.show();
      },
      exports: () => {
        const { flame, index } = this.session ?? {};
        if (!flame || !index) return [];
        const { title, id } = index.session.summary;
        return exportItems(
          {
            picture: () => flame.picture(),
            title: title || id,
            selected: this.selected,
            selectedLabel: flame.selectedLabel,
            announce: (text) => {
              this.announce(text);
            },
            onFailure: (error) => {
              this.showProblem(problemOf(error));
            },
          },
          this.data,
        );
      },
    });
  }

  private async load(): Promise<void> {
    const loaded = await this.data.load(this.known, (summary) => {
      if (!this.session) this.open(summary);
    });
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

  /** Lays the page out, so that the drawing knows its width and can ask for its frames. */
  private open(summary: ListedSession): void {
    this.opening ??= this.createSession(new SessionIndex({ summary, turns: [], loops: [] }));
    this.root.classList.add('is-opening');
    this.mount(this.opening);
    this.opening.flame.refresh();
  }

  private async showSession(index: SessionIndex): Promise<void> {
    const first = this.session === null;
    const session = this.session ?? this.opening ?? this.createSession(index);
    this.session = session;
    this.opening = null;
    session.index = index;
    session.flame.setIndex(index);
    session.details.setIndex(index);
    this.titleBar.set(index.session.summary);
    this.figures.set(index);
    this.findings.set(index);
    this.turns.set(index);
    if (!this.root.contains(session.flame.element)) this.mount(session);
    this.root.classList.remove('is-opening');
    if (this.notice.hasChildNodes()) session.flame.refresh();
    this.notice.replaceChildren();
    // A review reads much of the session: nobody should wait for it to see anything at all.
    void session.flame.drawn.then(this.review.refresh);
    this.showFacts();
    if (first) void session.flame.select(this.selected, this.revealsFirst);
    await session.details.show(this.selected);
    this.markTurn();
    this.saveSoon();
  }

  private createSession(index: SessionIndex): ShownSession {
    const flame = new FlameGraph(this.data, index, this.theme(), this.options, this.tooltip, {
      onSelect: (ref) => {
        this.select(ref, true);
      },
      onOpen: (ref) => {
        this.openSource(ref);
      },
      onView: () => {
        this.showFactsSoon();
        this.saveSoon();
      },
      onOptions: (changes) => {
        this.change(changes);
      },
      onFailure: (error) => {
        this.showProblem(problemOf(error));
      },
      announce: (text) => {
        this.announce(text);
      },
    });
    if (this.restored) flame.restore(this.restored);
    const details = new DetailsPane(this.data, index, this.details, {
      select: (ref) => {
        this.select(ref, true);
      },
      changed: this.saveSoon,
    });
    return { index, flame, details };
  }

  private mount({ flame, details }: ShownSession): void {
    this.root.replaceChildren(
      el('header', {}, this.titleBar.element, this.banner.element, this.figures.element),
      el('div', { class: 'lines' }, this.notice, this.findings.element, this.review.element),
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
    if (this.session) this.notice.replaceChildren(stateLine(problem, this.stateActions));
    else {
      this.root.classList.remove('is-opening');
      this.root.replaceChildren(this.banner.element, statePage(problem, this.stateActions));
    }
  }

  // ---- options

  private change(changes: Partial<FlameOptions>): void {
    this.options = { ...this.options, ...changes };
    this.toolbar.set(this.options);
    this.session?.flame.setOptions(this.options);
    this.saveSoon();
  }

  /** What the toolbar and the turns chart tell of the flame graph. */
  private showFacts(): void {
    const { flame, index } = this.session ?? {};
    if (!flame || !index) return;
    this.toolbar.setFacts({
      live: index.session.summary.live,
      following: flame.isFollowing,
      hiddenIdleMs: flame.hiddenIdleMs,
      matchCount: flame.matchCount,
    });
    const time = flame.timeInView;
    const shown = time
      ? index.session.turns.filter(
          (turn) => turn.startTime <= time.to && turn.startTime + turn.durationMs >= time.from,
        )
      : [];
    const [first, last] = [shown[0], shown.at(-1)];
    this.turns.setShown(first && last ? { first: first.index, last: last.index } : null);
  }

  // ---- selection

  /** Selects a span and brings it into view, as soon as the session is there. */
  reveal(ref: SpanRef): void {
    if (this.session) this.select(ref, true);
    else {
      this.selected = { traceId: ref.traceId, spanId: ref.spanId };
      this.revealsFirst = true;
    }
  }

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

  /** Takes back what was done last: the marked range, the search, the selection. */
  private clear(): void {
    if (this.session?.flame.clearRange()) return;
    if (this.options.query !== '') this.change({ query: '' });
    else this.select(null, false);
  }

  private async announceSelection(): Promise<void> {
    const { session, selected } = this;
    if (!session) return;
    if (!selected) {
      this.announce(t('Nothing selected'));
      return;
    }
    const frame = await session.flame.locate(selected).catch(() => null);
    if (frame && this.selected === selected) this.announce(t('Selected {0}', session.flame.describe(frame)));
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
          this.announce(t('No source was found for this span'));
        }
      },
      (error: unknown) => {
        this.showProblem(problemOf(error));
      },
    );
  }

  private compareIterations(loopId: string): void {
    this.data.compareIterations(loopId).catch((error: unknown) => {
      this.showProblem(problemOf(error));
    });
  }

  // ---- theme, state

  private theme() {
    return readTheme(document.body, hatchPattern);
  }

  /** VS Code changes classes and variables in place when the theme changes; a window may move to a sharper screen. */
  private watchTheme(): void {
    const update = oncePerFrame(() => {
      this.session?.flame.setTheme(this.theme());
    });
    const observer = new MutationObserver(update);
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] });
    matchMedia('(forced-colors: active)').addEventListener('change', update);
    const watchRatio = () => {
      matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
        'change',
        () => {
          update();
          watchRatio();
        },
        { once: true },
      );
    };
    watchRatio();
  }

  private save(): void {
    const { flame } = this.session ?? {};
    if (!flame) return;
    this.host.save({
      sessionId: this.data.sessionId,
      ...this.options,
      ...flame.place,
      selected: this.selected,
      known: this.known,
      dismissed: this.banner.dismissedProblems,
      details: this.details,
      turns: this.turns.state,
      reviewOpen: this.review.isOpen,
    });
  }
}
