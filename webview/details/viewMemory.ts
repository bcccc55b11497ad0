/** What somebody unfolded, opened or searched in what a span shows: kept while it changes and when one comes back. */

/** Of one part of one span. */
export interface PartMemory {
  /** By path or name: those that were opened (true) or closed (false) by hand. */
  folds: Map<string, boolean>;
  /** Long texts that were opened whole, by path or name. */
  texts: Map<string, { all: boolean }>;
  query: string;
}

/** Spans of which it is kept. */
const MAX_SPANS = 50;

export class ViewMemory {
  /** The least recently shown span first. */
  private readonly spans = new Map<string, Map<string, PartMemory>>();

  /** Of a part of a span; the same one again for the same names. */
  of(span: string, part: string): PartMemory {
    const parts = this.spans.get(span) ?? new Map<string, PartMemory>();
    this.spans.delete(span);
    this.spans.set(span, parts);
    for (const oldest of this.spans.keys()) {
      if (this.spans.size <= MAX_SPANS) break;
      this.spans.delete(oldest);
    }
    let memory = parts.get(part);
    if (!memory) {
      memory = { folds: new Map(), texts: new Map(), query: '' };
      parts.set(part, memory);
    }
    return memory;
  }
}

/** Whether the long text of that name is open; changes to it are remembered. */
export function shownText(memory: PartMemory, name: string): { all: boolean } {
  let shown = memory.texts.get(name);
  if (!shown) {
    shown = { all: false };
    memory.texts.set(name, shown);
  }
  return shown;
}
