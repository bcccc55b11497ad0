/** The range that the user marks: how much it holds, and the way into it. */
import type { FrameWindow } from '../../src/protocol/frames';
import type { Turn } from '../../src/protocol/turns';
import { el } from '../dom';
import { t } from '../l10n';
import type { Tooltip } from '../tooltip';
import { rangeFacts } from './markedRange';
import type { View } from './viewport';

export interface RangeEvents {
  /** Another range, or none, is to be drawn. */
  onChange: () => void;
  zoomIn: () => void;
  announce: (text: string) => void;
  /** What there is in the session; null before anything is known. */
  session: () => { window: FrameWindow; turns: readonly Turn[] } | null;
}

export class RangeMarker {
  /** Stays while a range is marked. */
  readonly note = el('div', { class: 'range-note', attrs: { hidden: true } });
  range: View | null = null;

  constructor(
    private readonly tooltip: Tooltip,
    private readonly events: RangeEvents,
  ) {}

  /** While the pointer draws it; null takes it back. */
  mark(range: View | null, event: PointerEvent): void {
    this.set(range);
    if (range) this.tooltip.show([this.text], event.clientX, event.clientY);
    else this.tooltip.hide();
  }

  /** The pointer has let go. */
  finish(range: View, zoom: boolean): void {
    this.tooltip.hide();
    this.set(range);
    this.events.announce(t('Marked {0}', this.text));
    if (zoom) this.events.zoomIn();
    else this.showNote();
  }

  /** Returns whether there was a range to drop. */
  clear(): boolean {
    const had = this.range !== null;
    this.set(null);
    return had;
  }

  /** "2.3s · 4 turns · 12.4k tokens · $0.03". */
  get text(): string {
    const session = this.events.session();
    return session && this.range ? rangeFacts(this.range, session.window, session.turns).join(' · ') : '';
  }

  private set(range: View | null): void {
    this.range = range;
    this.note.hidden = true;
    this.events.onChange();
  }

  private showNote(): void {
    const action = (text: string, title: string, click: () => void) =>
      el('button', { class: 'link', text, title, attrs: { type: 'button' }, on: { click } });
    this.note.hidden = false;
    this.note.replaceChildren(
      el('span', { text: this.text }),
      action(t('Zoom in'), t('Zoom to the marked range (f)'), this.events.zoomIn),
      action(t('Clear'), t('Drop the range (Escape)'), () => this.clear()),
    );
  }
}
