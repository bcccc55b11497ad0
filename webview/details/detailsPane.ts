/** The pane with everything about the selected span, in tabs; it can be resized and closed. */
import type { SpanKind } from '../../src/protocol/agentModel';
import { messageOf } from '../../src/protocol/rpc';
import type { SpanRef } from '../../src/protocol/units';
import { el } from '../dom';
import { keyOf } from '../flame/frameIndex';
import { t } from '../l10n';
import type { SessionData } from '../session/sessionData';
import type { SessionIndex } from '../session/sessionIndex';
import { Sections, type Section } from '../ui/sections';
import { Tabs } from '../ui/tabs';
import { iconButton } from '../ui/toolkit';
import { CopyNotice } from './copy';
import { DetailsDock } from './detailsDock';
import { PANE_TABS, type PaneTab } from './paneTabs';
import { failed } from './parts';
import { glanceSections } from './glanceSections';
import { headSections } from './spanHead';
import type { DetailsSettings, TabId } from './detailsSettings';
import { SpanView, type SpanActions } from './spanView';
import { ViewMemory } from './viewMemory';

/** Whoever waits longer for a tab is told so. */
const BUSY_AFTER_MS = 200;

export interface DetailsEvents {
  select: (ref: SpanRef) => void;
  /** What is saved of the pane is another now. */
  changed: () => void;
}

export class DetailsPane {
  readonly element: HTMLElement;
  private readonly status = el('div', { class: 'visually-hidden', attrs: { role: 'status' } });
  private readonly head = el('div', { class: 'details-head' });
  private readonly body = el('div', { class: 'details-body' });
  /** While nothing is selected. */
  private readonly glance = el('div', { class: 'details-glance' });
  private readonly hint = el('div', { class: 'details-hint' });
  private readonly tabs = new Tabs(t('Details of the span'), (id) => {
    this.chooseTab(id as TabId);
  });
  private readonly headParts = new Sections(this.head);
  private readonly tabParts = new Sections(this.tabs.panel);
  private readonly glanceParts = new Sections(this.glance);
  private readonly memories = new ViewMemory();
  private readonly notice = new CopyNotice(this.status);
  private readonly dock: DetailsDock;
  private readonly actions: SpanActions;
  private selected: SpanRef | null = null;
  /** What is on the screen: a span and a tab of it. */
  private shown: { view: SpanView; tab: TabId } | null = null;
  /** Goes up with everything that is asked for: an older answer comes too late. */
  private asked = 0;

  constructor(
    private readonly data: SessionData,
    private index: SessionIndex,
    private readonly settings: DetailsSettings,
    events: DetailsEvents,
  ) {
    this.actions = {
      select: events.select,
      showTab: (id) => {
        this.chooseTab(id);
      },
      changed: events.changed,
    };
    const pane = el(
      'aside',
      { class: 'details', attrs: { 'aria-label': t('Details'), id: 'details' } },
      iconButton('close', t('Close the details (Q)'), () => {
        this.toggle();
      }),
      this.body,
      this.status,
    );
    pane.classList.toggle('is-unwrapped', !settings.wrap);
    this.dock = new DetailsDock(pane, settings, {
      changed: events.changed,
      opened: () => void this.show(this.selected),
    });
    this.element = this.dock.element;
    this.showSession();
  }

  setIndex(index: SessionIndex): void {
    this.index = index;
  }

  /** Closes the pane, or opens it again. */
  toggle(): void {
    this.dock.toggle();
  }

  /** Shows a span; asks again when the same one is set again, and redraws only what changed. */
  async show(ref: SpanRef | null): Promise<void> {
    const same = ref && this.selected && keyOf(ref) === keyOf(this.selected);
    this.selected = ref;
    const asked = ++this.asked;
    if (this.settings.closed) return;
    if (!ref) {
      this.showSession();
      return;
    }
    try {
      const view = await this.ask(ref);
      if (asked !== this.asked) return;
      await this.render(view, this.tabFor(view), asked);
    } catch (error) {
      if (asked === this.asked && !(same && this.shown)) {
        this.showHint(t('This span is not here to show.'), messageOf(error));
      }
    }
  }

  private async ask(ref: SpanRef): Promise<SpanView> {
    const details = await this.data.details(ref);
    const { kind } = details.span;
    // Of a model call the conversation may be long: it is asked for when it is looked at.
    const messages = MESSAGE_KINDS.has(kind) ? await this.data.messages(ref) : null;
    return new SpanView({
      ref,
      details,
      messages,
      index: this.index,
      data: this.data,
      settings: this.settings,
      actions: this.actions,
      memories: this.memories,
      notice: this.notice,
    });
  }

  /** The one that was last chosen for spans of this kind. */
  private tabFor(view: SpanView): TabId {
    const chosen = this.settings.tabs[view.details.span.kind];
    return PANE_TABS.find((tab) => tab.id === chosen && tab.applies(view))?.id ?? 'overview';
  }

  private chooseTab(id: TabId): void {
    if (!this.shown) return;
    const { view } = this.shown;
    this.settings.tabs[view.details.span.kind] = id;
    this.actions.changed();
    // A tab that cannot be refreshed stays as it is.
    this.render(view, id, ++this.asked).catch(() => undefined);
  }

  /** What is shown stays until the new is complete. */
  private async render(view: SpanView, id: TabId, asked: number): Promise<void> {
    const tab = PANE_TABS.find((each) => each.id === id)!;
    const tabs = PANE_TABS.filter((each) => each.applies(view));
    if (this.shown?.view.key === view.key) this.tabs.set(tabs, id);
    const busy = setTimeout(() => {
      if (asked === this.asked) this.tabs.panel.setAttribute('aria-busy', 'true');
    }, BUSY_AFTER_MS);
    try {
      const sections = await this.sectionsOf(tab, view);
      if (asked !== this.asked) return;
      const { shown } = this;
      const samePage = shown?.view.key === view.key && shown.tab === id;
      if (!samePage) this.tabParts.reset();
      this.shown = { view, tab: id };
      this.headParts.set(headSections(view));
      this.tabs.set(tabs, id);
      this.tabParts.set(sections);
      if (!this.body.contains(this.head))
        this.body.replaceChildren(this.head, this.tabs.list, this.tabs.panel);
      if (!samePage) this.tabs.panel.scrollTop = 0;
    } finally {
      clearTimeout(busy);
      if (asked === this.asked) this.tabs.panel.removeAttribute('aria-busy');
    }
  }

  /** Where they cannot be had, the reason; what is shown of the same tab is better than that. */
  private async sectionsOf(tab: PaneTab, view: SpanView): Promise<Section[]> {
    try {
      return await tab.sections(view);
    } catch (error) {
      if (this.shown?.view.key === view.key && this.shown.tab === tab.id) throw error;
      const message = messageOf(error);
      const retry = () => {
        this.chooseTab(tab.id);
      };
      return [{ key: 'failed', state: message, build: () => failed(message, retry) }];
    }
  }

  private showSession(): void {
    this.shown = null;
    this.headParts.reset();
    this.tabParts.reset();
    this.glanceParts.set(glanceSections(this.index, this.actions.select));
    if (!this.body.contains(this.glance)) this.body.replaceChildren(this.glance);
  }

  private showHint(...lines: string[]): void {
    this.shown = null;
    this.headParts.reset();
    this.tabParts.reset();
    this.hint.replaceChildren(...lines.map((text) => el('p', { text })));
    this.body.replaceChildren(this.hint);
  }
}

/** Kinds of spans that may hold messages beside model calls. */
const MESSAGE_KINDS: ReadonlySet<SpanKind> = new Set([
  'agent',
  'workflow',
  'step',
  'guardrail',
  'evaluation',
]);
