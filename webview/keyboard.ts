/** Keys that work anywhere in the view, except where text is typed or another control uses them. */
import type { FlameGraph } from './flame/flameGraph';
import type { Stepping } from './stepping';

export interface KeyActions {
  flame(): FlameGraph | null;
  stepping: Stepping;
  focusSearch(): void;
  showKeys(): void;
  toggleDetails(): void;
  /** Takes back what was done last. */
  clear(): void;
}

const ZOOM_STEP = 1.25;
const PAN_STEP = 0.12;

const SELECTION_KEYS = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
} as const;

export function listenForKeys(actions: KeyActions): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event) || document.querySelector('dialog[open]')) return;
    if (handle(event, actions)) event.preventDefault();
  });
}

function handle(event: KeyboardEvent, actions: KeyActions): boolean {
  const flame = actions.flame();
  if (!flame) return false;
  const direction = event.shiftKey ? -1 : 1;
  switch (event.key.toLowerCase()) {
    case 'w':
    case '+':
    case '=':
      flame.zoom(1 / ZOOM_STEP);
      return true;
    case 's':
    case '-':
      flame.zoom(ZOOM_STEP);
      return true;
    case 'a':
      flame.pan(-PAN_STEP);
      return true;
    case 'd':
      flame.pan(PAN_STEP);
      return true;
    case 'f':
      void flame.fitSelection();
      return true;
    case '0':
      flame.fitAll();
      return true;
    case 'backspace':
      flame.zoomBack();
      return true;
    case 'l':
      actions.stepping.loop(direction);
      return true;
    case 'e':
      void actions.stepping.error(direction);
      return true;
    case 'n':
      void actions.stepping.match(direction);
      return true;
    case '/':
      actions.focusSearch();
      return true;
    case '?':
      actions.showKeys();
      return true;
    case 'q':
      actions.toggleDetails();
      return true;
    case 'escape':
      actions.clear();
      return true;
  }
  return inFlame(event, flame) && handleSelection(event.key, flame);
}

/** Arrow keys and Enter belong to whatever has the focus; to the flame graph when nothing has. */
function inFlame(event: KeyboardEvent, flame: FlameGraph): boolean {
  const target = event.target as Node | null;
  return target === document.body || (target !== null && flame.element.contains(target));
}

function handleSelection(key: string, flame: FlameGraph): boolean {
  if (key === 'Enter') {
    flame.openSelected();
    return true;
  }
  if (!(key in SELECTION_KEYS)) return false;
  flame.moveSelection(SELECTION_KEYS[key as keyof typeof SELECTION_KEYS]);
  return true;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}
