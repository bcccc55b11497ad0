/** Runs in a measured page before its own scripts: VS Code's end of the panel, and what tells times. */
import type { Bench, Gesture } from '../bench';

/** Typed arrays in an answer: `$type` of `length` at byte `at` of what follows the JSON. */
interface PackedArray {
  $type: 'Uint8Array' | 'Uint16Array' | 'Uint32Array' | 'Float64Array';
  at: number;
  length: number;
}

const TYPES = { Uint8Array, Uint16Array, Uint32Array, Float64Array };

/** See `encodeAnswer` in `answer.ts`. */
function decode(answer: ArrayBuffer): unknown {
  const jsonBytes = new DataView(answer).getUint32(0, true);
  const begin = Math.ceil((4 + jsonBytes) / 8) * 8;
  const json = new TextDecoder().decode(new Uint8Array(answer, 4, jsonBytes));
  // As in VS Code, where an answer without arrays is plain JSON.
  if (answer.byteLength === begin) return JSON.parse(json);
  return JSON.parse(json, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$type' in value)) return value;
    const { $type, at, length } = value as PackedArray;
    return new TYPES[$type](answer, begin + at, length);
  });
}

let state: unknown = null;
const acquireVsCodeApi = () => ({
  postMessage(message: unknown) {
    void fetch('/rpc', { method: 'POST', body: JSON.stringify(message) })
      .then((answer) => answer.arrayBuffer())
      .then((answer) => {
        window.postMessage(decode(answer));
      });
  },
  getState: () => state,
  setState(saved: unknown) {
    state = saved;
  },
});

/** When the first text of a drawing is on the screen: frames have labels, both drawings write them on a canvas. */
let drawnAt: (time: number) => void = () => undefined;
const firstPaint = new Promise<number>((resolve) => {
  drawnAt = resolve;
});
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with `this`
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (...args) {
  fillText.apply(this, args);
  // What is drawn before the page is shown is not on the screen.
  if (!this.canvas.checkVisibility({ visibilityProperty: true })) return;
  CanvasRenderingContext2D.prototype.fillText = fillText;
  // The frame that has it ends before the next one begins.
  requestAnimationFrame(() => {
    setTimeout(() => {
      drawnAt(performance.now());
    });
  });
};

function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      resolve(performance.now());
    });
  });
}

function perform(target: Element, box: DOMRect, gesture: Gesture): void {
  if ('type' in gesture) {
    // The only way for a script to type: what listens gets the same events as from a keyboard.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand('insertText', false, gesture.type);
    return;
  }
  if ('key' in gesture) {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    const { key } = gesture;
    focused?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }),
    );
    return;
  }
  target.dispatchEvent(
    new WheelEvent('wheel', {
      bubbles: true,
      cancelable: true,
      clientX: box.left + box.width * 0.4,
      clientY: box.top + box.height / 2,
      deltaX: gesture.panPx ?? 0,
      deltaY: gesture.zoomDelta ?? 0,
      ctrlKey: gesture.zoomDelta !== undefined,
    }),
  );
}

const bench: Bench = {
  firstPaint,
  async run(selector, gestures) {
    const target = [...document.querySelectorAll(selector)].at(-1);
    if (!target) throw new Error(`There is no ${selector}.`);
    const box = target.getBoundingClientRect();
    const times: number[] = [];
    await nextFrame();
    for (const gesture of gestures) {
      performance.mark('bench-frame');
      const began = performance.now();
      perform(target, box, gesture);
      times.push((await nextFrame()) - began);
    }
    performance.mark('bench-frame');
    return times;
  },
};

Object.assign(window, { acquireVsCodeApi, bench });
