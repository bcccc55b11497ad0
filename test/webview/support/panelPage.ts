/** A session panel in a real browser, with a fake collector behind it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { RpcMessage, RpcPort } from '../../../src/protocol/rpc';
import { ensureChromium } from '../../tools/chromium.mjs';
import type { Bundle, PageEntry } from './bundle';
import { bundleWebview } from './bundle';
import { SESSION_ID } from './fakeCollector';
import type { PageServer } from './pageServer';
import { ENGLISH, servePage } from './pageServer';
import type { ThemeName } from './themes';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const SCREENSHOTS = join(import.meta.dirname, '..', '..', '..', 'test-results', 'webview');

/** The extension host's end. */
export interface PageHost {
  revision: number;
  serve(port: RpcPort): unknown;
}

export interface PanelOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** Animations on; off by default, so that tests need not wait. */
  motion?: boolean;
  /** Device pixels for one of CSS. */
  scale?: number;
  /** Of the session that the page shows. */
  sessionId?: string;
  /** Selector of what there is once the page shows something. */
  ready?: string;
  /** Runs in the page before its own script. */
  script?: string;
}

/** Browser and server, shared by the tests of one file. */
export class PanelBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: PageServer,
    private readonly bundle: Bundle,
  ) {}

  static async launch(entry: PageEntry = 'main.ts', display = ENGLISH): Promise<PanelBrowser> {
    const bundle = await bundleWebview(entry);
    const server = await servePage(bundle, display);
    const executablePath = await ensureChromium();
    const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
    return new PanelBrowser(browser, server, bundle);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** Opens a panel and waits until it shows something. */
  async open(host: PageHost, options: PanelOptions = {}): Promise<PanelPage> {
    const context = await this.browser.newContext({
      viewport: { width: options.width ?? 1400, height: options.height ?? 880 },
      deviceScaleFactor: options.scale ?? 1,
      reducedMotion: options.motion ? 'no-preference' : 'reduce',
    });
    const page = await context.newPage();
    const panel = new PanelPage(page, host);
    await page.exposeFunction('answer', (message: string) => panel.answer(message));
    await page.addInitScript({ content: this.bundle.fakeHost });
    if (options.script) await page.addInitScript({ content: options.script });
    await page.goto(
      this.server.url({ theme: options.theme ?? 'dark', sessionId: options.sessionId ?? SESSION_ID }),
    );
    await page
      .locator(options.ready ?? '.flame-item, .state, .flame-empty:not([hidden])')
      .first()
      .waitFor();
    return panel;
  }
}

export class PanelPage {
  /** What the page complained about: errors, and breaches of its content security policy. */
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    private readonly host: PageHost,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /** Answers one message of the page as the extension host does. */
  async answer(text: string): Promise<string> {
    const message = JSON.parse(text) as unknown;
    const reply = await new Promise<RpcMessage>((resolve) => {
      let deliver: (message: unknown) => void = () => undefined;
      this.host.serve({
        post: resolve,
        onMessage: (listener) => {
          deliver = listener;
          return () => undefined;
        },
      });
      deliver(message);
    });
    return JSON.stringify(reply, typedArrays);
  }

  /** Tells the page that the session changed. */
  async announceChange(sessionIds: string[] = [SESSION_ID]): Promise<void> {
    this.host.revision++;
    const message = { method: 'changed', params: { revision: this.host.revision, sessionIds } };
    await this.page.evaluate(`notify(${JSON.stringify(message)})`);
  }

  /** A choice of what width means: "Time", "Tokens" or "Cost". */
  width(name: string): Locator {
    return this.page.getByRole('group', { name: 'Width of a frame' }).getByRole('button', { name });
  }

  get spans(): Locator {
    return this.page.getByRole('tree', { name: 'Spans of the session' }).getByRole('treeitem');
  }

  get selectedSpan(): Locator {
    return this.page.locator('.flame-item[aria-selected="true"]');
  }

  get turns(): Locator {
    return this.page.getByRole('listbox', { name: 'Turns' }).getByRole('option');
  }

  figure(name: string): Locator {
    return this.page.locator(`[data-figure="${name}"]`);
  }

  get announcement(): Locator {
    return this.page.locator('[aria-live="polite"]');
  }

  get details(): Locator {
    return this.page.getByRole('complementary', { name: 'Details', exact: true });
  }

  get flame(): Locator {
    return this.page.locator('.flame-scroll');
  }

  /** The item over the first frame whose label begins so. */
  span(label: string): Locator {
    return this.page.locator(`.flame-item[aria-label^="${label}"]`).first();
  }

  /** Left edge and width of a frame on the page, once the tree has caught up with the drawing. */
  async boxOf(item: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await item.boundingBox();
    if (!box) throw new Error('The frame is not drawn.');
    return box;
  }

  /** Waits until drawing and accessible tree are in step: the tree follows with a short delay. */
  async settle(): Promise<void> {
    await this.page.waitForTimeout(250);
  }

  /** What the flame graph's canvas has at a point of the page, as [red, green, blue] over black. */
  async pixel(x: number, y: number): Promise<number[]> {
    return this.page.evaluate(`(() => {
      const canvas = document.querySelector('.flame-canvas');
      const box = canvas.getBoundingClientRect();
      const ratio = canvas.width / box.width;
      const at = [(${x} - box.left) * ratio, (${y} - box.top) * ratio].map(Math.round);
      const [red, green, blue, alpha] = canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data;
      return [red, green, blue].map((channel) => Math.round((channel * alpha) / 255));
    })()`);
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    // Hiding the caret would put a style element into the page, which its policy forbids.
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), caret: 'initial' });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

function typedArrays(_key: string, value: unknown): unknown {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return value;
  return { $typed: value.constructor.name, values: [...(value as Uint8Array)] };
}
