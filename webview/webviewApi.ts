/** VS Code's API for webviews: messages to the extension host, and what a page remembers across reloads. */
import type { RpcPort } from '../src/protocol/rpc';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Wraps `acquireVsCodeApi`, which a page may call only once. */
export class WebviewApi implements RpcPort {
  private readonly api = acquireVsCodeApi();

  post(message: unknown): void {
    this.api.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): () => void {
    const receive = (event: MessageEvent) => {
      listener(event.data);
    };
    addEventListener('message', receive);
    return () => {
      removeEventListener('message', receive);
    };
  }

  /** What the page saved in its last life; its shape is the page's own affair. */
  get state(): unknown {
    return this.api.getState();
  }

  set state(state: unknown) {
    this.api.setState(state);
  }
}
