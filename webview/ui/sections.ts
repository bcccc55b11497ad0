/** Parts of a page that are replaced one by one, and only when they changed: what nobody changed keeps its state. */

export interface Section {
  /** Tells it from the others; the same part has the same key after a change. */
  key: string;
  /** All that its look depends on. */
  state: unknown;
  build: () => HTMLElement;
}

export class Sections {
  private shown = new Map<string, { state: string; element: HTMLElement }>();

  constructor(private readonly element: HTMLElement) {}

  /** Forgets what is shown, so that everything is built anew. */
  reset(): void {
    this.shown.clear();
  }

  set(sections: readonly Section[]): void {
    const next = new Map<string, { state: string; element: HTMLElement }>();
    for (const { key, state, build } of sections) {
      const text = JSON.stringify(state);
      const old = this.shown.get(key);
      next.set(key, old?.state === text ? old : { state: text, element: build() });
    }
    this.shown = next;
    const elements = Array.from(next.values(), ({ element }) => element);
    // Moving an element takes the focus from it: those that stay are not touched.
    const same =
      elements.length === this.element.childElementCount &&
      elements.every((element, place) => this.element.children[place] === element);
    if (same) return;
    const keep = new Set<Element>(elements);
    for (const child of [...this.element.children]) if (!keep.has(child)) child.remove();
    for (const [place, element] of elements.entries()) {
      if (this.element.children[place] !== element) {
        this.element.insertBefore(element, this.element.children[place] ?? null);
      }
    }
  }
}
