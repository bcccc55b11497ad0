/** Controls of the drawings: what width and colour mean, which layout, search, and what is in view. */
import type { FrameColour, FrameMode } from '../../src/protocol/frames';
import { FRAME_COLOURS } from '../../src/protocol/frames';
import { el, oncePerFrame } from '../dom';
import { formatDuration } from '../figures';
import type { FlameLayoutName, FlameOptions } from '../flame/options';
import { formatCount, t } from '../l10n';
import type { MenuGroup, MenuItem } from '../ui/menu';
import { MenuButton } from '../ui/menu';
import { hideWhatHasNoRoom } from '../ui/overflow';
import { segmented } from '../ui/segmented';
import { iconButton, textField } from '../ui/toolkit';

export interface ToolbarActions {
  change(changes: Partial<FlameOptions>): void;
  /** 1 for the next match, -1 for the one before. */
  stepMatch(direction: 1 | -1): void;
  leaveSearch(): void;
  fitAll: () => void;
  follow(on: boolean): void;
  showKeys: () => void;
  /** What can be copied and saved. */
  exports(): readonly MenuGroup[];
}

/** What the controls show beside the options. */
export interface ToolbarFacts {
  live: boolean;
  following: boolean;
  /** How much idle time is not drawn. */
  hiddenIdleMs: number;
  /** Frames that the search means; null when nobody searches. */
  matchCount: number | null;
}

export class Toolbar {
  readonly element: HTMLElement;
  private readonly bar: HTMLElement;
  private readonly count = el('span', { class: 'match-count', attrs: { role: 'status' } });
  private readonly matchButtons: HTMLElement;
  private readonly modes;
  private readonly layouts;
  private readonly colour;
  private readonly field;
  private readonly idle: HTMLButtonElement;
  private readonly followButton: HTMLButtonElement;
  private readonly fit: HTMLElement;
  private readonly keys: HTMLElement;
  private options: Readonly<FlameOptions>;
  /** What stands in the search field. */
  private typed = '';
  private facts: ToolbarFacts = { live: false, following: false, hiddenIdleMs: 0, matchCount: null };
  /** Which of the matches was stepped to; null before the first step. */
  private position: number | null = null;
  private readonly makeRoom = oncePerFrame(() => {
    hideWhatHasNoRoom(this.bar, [this.followButton, this.colour.element, this.idle, this.fit, this.keys]);
  });

  constructor(
    options: Readonly<FlameOptions>,
    private readonly actions: ToolbarActions,
  ) {
    this.options = options;
    this.modes = segmented<FrameMode>(
      t('Width of a frame'),
      [
        { value: 'time', text: t('Time'), title: t('A frame is as wide as it took time') },
        { value: 'tokens', text: t('Tokens'), title: t('A frame is as wide as it took tokens') },
        { value: 'cost', text: t('Cost'), title: t('A frame is as wide as it cost') },
      ],
      (mode) => {
        actions.change({ mode });
      },
    );
    this.layouts = segmented<FlameLayoutName>(
      t('Layout'),
      [
        { value: 'timeline', text: t('Timeline'), title: t('Spans where they happened') },
        { value: 'aggregate', text: t('Aggregate'), title: t('Equal paths together: where it all went') },
      ],
      (layout) => {
        actions.change({ layout });
      },
    );
    this.colour = colourSelect((colourBy) => {
      actions.change({ colourBy });
    });
    this.field = this.searchField();
    this.matchButtons = el(
      'span',
      { class: 'match-buttons', attrs: { hidden: true } },
      iconButton('arrow-up', t('Previous match (Shift+N)'), () => {
        actions.stepMatch(-1);
      }),
      iconButton('arrow-down', t('Next match (N)'), () => {
        actions.stepMatch(1);
      }),
    );
    this.idle = toggle('', t('Cut idle time short: gaps in which nothing ran'), () => {
      actions.change({ foldIdle: !this.options.foldIdle });
    });
    this.followButton = toggle(t('follow live'), t('Keep the newest spans in view'), () => {
      actions.follow(!this.facts.following);
    });
    this.fit = iconButton('screen-full', t('Show the whole session (0)'), () => {
      actions.fitAll();
    });
    this.keys = iconButton('question', t('Keyboard shortcuts (?)'), () => {
      actions.showKeys();
    });
    const menu = new MenuButton('ellipsis', t('More actions'), () => this.menuGroups());
    this.bar = el(
      'div',
      { class: 'toolbar', attrs: { role: 'group', 'aria-label': t('Drawing') } },
      this.modes.element,
      this.layouts.element,
      this.colour.element,
      el('div', { class: 'search' }, this.field.element, this.count, this.matchButtons),
      el('div', { class: 'tools' }, this.idle, this.followButton, this.fit, this.keys, menu.element),
    );
    this.element = el('div', { class: 'toolbar-frame' }, this.bar);
    // Its parts, too, get their widths late: with their styles, or with what they say.
    const resized = new ResizeObserver(this.makeRoom);
    for (const element of [this.bar, ...this.bar.children]) resized.observe(element);
    this.set(options);
  }

  set(options: Readonly<FlameOptions>): void {
    if (options.query !== this.options.query) this.position = null;
    this.options = options;
    this.modes.set(options.mode);
    this.layouts.set(options.layout);
    this.colour.set(options.colourBy);
    if (options.query !== this.typed) this.field.set(options.query);
    this.typed = options.query;
    this.update();
  }

  /** Asked for with every step of a movement: does nothing when nothing is new. */
  setFacts(facts: ToolbarFacts): void {
    const { live, following, hiddenIdleMs, matchCount } = this.facts;
    if (
      facts.live === live &&
      facts.following === following &&
      facts.hiddenIdleMs === hiddenIdleMs &&
      facts.matchCount === matchCount
    )
      return;
    this.facts = facts;
    this.update();
  }

  /** The match that is looked at, 1-based. */
  setPosition(position: number): void {
    this.position = position;
    this.update();
  }

  focusSearch(): void {
    this.field.focus();
  }

  private update(): void {
    const { live, following, hiddenIdleMs, matchCount } = this.facts;
    const { foldIdle, layout, mode, query } = this.options;
    const timeline = layout === 'timeline';
    this.followButton.hidden = !live || !timeline;
    this.followButton.setAttribute('aria-pressed', String(following));
    this.idle.hidden = !timeline || mode !== 'time' || (foldIdle && hiddenIdleMs === 0);
    this.idle.textContent = foldIdle ? t('idle {0} folded', formatDuration(hiddenIdleMs)) : t('fold idle');
    this.idle.setAttribute('aria-pressed', String(foldIdle));
    const searching = query.trim() !== '';
    const text = searching ? countText(matchCount, this.position) : '';
    // Screen readers read it again whenever it is written.
    if (this.count.textContent !== text) this.count.textContent = text;
    this.matchButtons.hidden = !searching || matchCount === 0;
    this.makeRoom();
  }

  private searchField() {
    const { actions } = this;
    return textField({
      label: t('Search spans'),
      placeholder: t('Search spans  ( / )'),
      onInput: (query) => {
        this.typed = query;
        actions.change({ query });
      },
      onKey: (event) => {
        if (event.key === 'Enter') actions.stepMatch(event.shiftKey ? -1 : 1);
        else if (event.key === 'Escape') {
          this.field.clear();
          actions.leaveSearch();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      },
    });
  }

  /** What has no room in the bar comes first. */
  private menuGroups(): MenuGroup[] {
    const { actions, options } = this;
    const overflow: MenuItem[] = [];
    const hasRoom = (element: HTMLElement) => element.hidden || element.offsetParent !== null;
    if (!hasRoom(this.idle)) {
      const { foldIdle } = options;
      overflow.push({
        label: t('Fold idle time'),
        checked: foldIdle,
        action: () => {
          actions.change({ foldIdle: !foldIdle });
        },
      });
    }
    if (!hasRoom(this.followButton)) {
      const { following } = this.facts;
      overflow.push({
        label: t('Follow live'),
        checked: following,
        action: () => {
          actions.follow(!following);
        },
      });
    }
    if (!hasRoom(this.fit)) {
      overflow.push({ label: t('Show the whole session'), key: '0', action: actions.fitAll });
    }
    if (!hasRoom(this.keys)) {
      overflow.push({ label: t('Keyboard shortcuts'), key: '?', action: actions.showKeys });
    }
    const colours = hasRoom(this.colour.element)
      ? []
      : FRAME_COLOURS.map((colourBy) => ({
          label: t('Colour by {0}', COLOUR_NAME[colourBy]),
          checked: options.colourBy === colourBy,
          action: () => {
            actions.change({ colourBy });
          },
        }));
    return [overflow, colours, ...actions.exports()];
  }
}

/** By what frames are coloured. */
const COLOUR_NAME: Readonly<Record<FrameColour, string>> = {
  kind: t('kind'),
  agent: t('agent'),
  model: t('model'),
  tool: t('tool'),
  status: t('status'),
};

/** `3 of 12`, `12 matches`, `no match`. */
function countText(matches: number | null, position: number | null): string {
  if (matches === null) return '';
  if (matches === 0) return t('no match');
  if (position !== null) return t('{0} of {1}', formatCount(position), formatCount(matches));
  return t('{0, plural, one {# match} other {# matches}}', matches);
}

function colourSelect(onChoose: (colourBy: FrameColour) => void): {
  element: HTMLElement;
  set(value: FrameColour): void;
} {
  const select = el(
    'select',
    {
      class: 'dropdown',
      title: t('What colours mean'),
      attrs: { 'aria-label': t('Colour by') },
      on: {
        change: () => {
          const chosen = FRAME_COLOURS.find((colour) => colour === select.value);
          if (chosen) onChoose(chosen);
        },
      },
    },
    ...FRAME_COLOURS.map((colour) =>
      el('option', { text: t('colour: {0}', COLOUR_NAME[colour]), attrs: { value: colour } }),
    ),
  );
  return {
    element: select,
    set(value) {
      select.value = value;
    },
  };
}

function toggle(text: string, title: string, action: () => void): HTMLButtonElement {
  return el('button', {
    class: 'tool-button',
    text,
    title,
    attrs: { type: 'button', 'aria-pressed': 'false' },
    on: { click: action },
  });
}
