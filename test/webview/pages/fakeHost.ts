/** Runs in the page before its own script: stands in for VS Code's end of the webview. */

interface HostWindow {
  /** Answers a message of the page; the text is JSON. Provided by the test. */
  answer(message: string): Promise<string>;
  acquireVsCodeApi(): unknown;
  /** For the test: sends a notification to the page. */
  notify(message: unknown): void;
  /** For the test: what the page saved last. */
  savedState: unknown;
}

/** Typed arrays do not survive JSON; the test sends them as `{ $typed, values }`. */
const TYPED = { Uint8Array, Uint16Array, Uint32Array, Float64Array };

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$typed' in value)) return value;
  const { $typed, values } = value as { $typed: keyof typeof TYPED; values: number[] };
  return TYPED[$typed].from(values);
}

/** The same the other way round. */
function pack(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $typed: 'Uint8Array', values: [...value] } : value;
}

const STATE_KEY = 'fake-host-state';
const page = window as unknown as HostWindow;

page.acquireVsCodeApi = () => ({
  postMessage(message: unknown) {
    void page.answer(JSON.stringify(message, pack)).then((reply) => {
      window.postMessage(JSON.parse(reply, revive));
    });
  },
  getState: () => JSON.parse(sessionStorage.getItem(STATE_KEY) ?? 'null') as unknown,
  setState(state: unknown) {
    // A copy, as in VS Code: what the page changes later is not saved.
    page.savedState = structuredClone(state);
    sessionStorage.setItem(STATE_KEY, JSON.stringify(state));
  },
});
page.notify = (message) => {
  window.postMessage(message);
};
