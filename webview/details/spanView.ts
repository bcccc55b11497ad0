/** What every tab of the details gets: the span, what is known around it, and what can be asked and done. */
import type { SpanMessages } from '../../src/protocol/messages';
import type { SpanDetails, ValuePath } from '../../src/protocol/spans';
import type { Turn } from '../../src/protocol/turns';
import type { SpanRef } from '../../src/protocol/units';
import { keyOf } from '../flame/frameIndex';
import type { SessionData } from '../session/sessionData';
import type { SessionIndex } from '../session/sessionIndex';
import type { CopyNotice } from './copy';
import type { DetailsSettings, TabId } from './detailsSettings';
import { valueText } from './json/jsonNode';
import type { PartMemory, ViewMemory } from './viewMemory';

export interface SpanActions {
  select: (ref: SpanRef) => void;
  /** Shows another tab of this span. */
  showTab: (id: TabId) => void;
  /** The settings changed. */
  changed: () => void;
}

export type SpanViewParts = Pick<
  SpanView,
  'ref' | 'details' | 'index' | 'data' | 'settings' | 'actions' | 'messages'
> & { memories: ViewMemory; notice: CopyNotice };

/** One span as the tabs see it. */
export class SpanView {
  readonly key: string;

  readonly ref: SpanRef;
  readonly details: SpanDetails;
  readonly index: SessionIndex;
  readonly data: SessionData;
  readonly settings: DetailsSettings;
  readonly actions: SpanActions;
  /** Of spans that may hold messages without being model calls; null where nobody asked. */
  readonly messages: SpanMessages | null;
  private readonly memories: ViewMemory;
  private readonly notice: CopyNotice;

  constructor(parts: SpanViewParts) {
    this.ref = parts.ref;
    this.details = parts.details;
    this.index = parts.index;
    this.data = parts.data;
    this.settings = parts.settings;
    this.actions = parts.actions;
    this.messages = parts.messages;
    this.memories = parts.memories;
    this.notice = parts.notice;
    this.key = keyOf(parts.ref);
  }

  /** The turn whose model call this span is. */
  get turn(): Turn | null {
    const turn = this.index.turnOfSpan.get(this.key);
    return turn && keyOf(turn) === this.key ? turn : null;
  }

  memory(part: string): PartMemory {
    return this.memories.of(this.key, part);
  }

  copy(text: string, what: string, button?: Element | null): void {
    void this.notice.copy(text, what, button);
  }

  /** The whole length of a value that is cut; undefined when it is not. */
  total(path: ValuePath): number | undefined {
    return this.details.cut.find((cut) => cut.path.join('\0') === path.join('\0'))?.chars;
  }

  loadText(path: ValuePath): Promise<string> {
    return this.data.spanValue(this.ref, path).then(valueText);
  }
}
