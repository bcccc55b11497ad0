/** Small helpers to build DOM. Text goes in as text nodes only: trace data never becomes markup. */
import { t } from './l10n';

export type Child = Node | string | null;

export interface ElementProps {
  class?: string;
  text?: string;
  title?: string;
  /** Attributes as they are; `false` and `null` leave one out. */
  attrs?: Record<string, string | number | boolean | null>;
  on?: Partial<{ [K in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[K]) => void }>;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: ElementProps = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class) element.className = props.class;
  if (props.text !== undefined) element.textContent = props.text;
  if (props.title) element.title = props.title;
  setAttributes(element, props.attrs ?? {});
  for (const [type, listener] of Object.entries(props.on ?? {})) {
    element.addEventListener(type, listener as EventListener);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A text with an element in the place `{0}`, `{1}`, … that was left open: what is before, the element, what is after. */
export function withElement(
  text: string,
  place: number,
  element: HTMLElement,
): [string, HTMLElement, string] {
  const [before = '', after = ''] = text.split(`{${place}}`);
  return [before, element, after];
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attrs: Record<string, string | number> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(element, attrs);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function setAttributes(
  element: Element,
  attrs: Record<string, string | number | boolean | null>,
): void {
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Runs `work` in the next animation frame, however often it was asked for until then. */
export function oncePerFrame(work: () => void): () => void {
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      work();
    });
  };
}

/** Resolves in the next animation frame. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      resolve();
    });
  });
}

/** Like `oncePerFrame`, for work that takes time: never twice at once, and once more when it was asked for meanwhile. */
export function oneAtATime(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = oncePerFrame(() => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    void work().finally(() => {
      running = false;
      if (again) run();
      again = false;
    });
  });
  return run;
}

/** Runs `work` once `ms` have passed without another call. */
export function whenQuiet(ms: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

/** Work that others wait for takes at most about this share of their time: one part in ten. */
const REST = 9;

/** Runs `work` at once, and again `ms` later at the earliest when it was asked for meanwhile. */
export function atMostEvery(ms: number, work: () => void): () => void {
  let resting = false;
  let again = false;
  const run = () => {
    if (resting) {
      again = true;
      return;
    }
    resting = true;
    again = false;
    work();
    setTimeout(() => {
      resting = false;
      if (again) run();
    }, ms);
  };
  return run;
}

/** Like `atMostEvery`, for work that takes others' time: it rests for many times as long as it took. */
export function atMostEveryWithRest(ms: number, work: () => Promise<void>): () => void {
  let resting = false;
  let again = false;
  const run = () => {
    again = resting;
    if (resting) return;
    resting = true;
    const began = performance.now();
    void work().finally(() => {
      setTimeout(
        () => {
          resting = false;
          if (again) run();
        },
        Math.max(ms, REST * (performance.now() - began)),
      );
    });
  };
  return run;
}

export function prefersReducedMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia(t('(prefers-reduced-motion: reduce)')).matches
  );
}
