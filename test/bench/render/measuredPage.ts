/** A page in headless Chromium, measured: when it is there, what its frames take, how much memory it holds. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { ensureChromium } from '../../tools/chromium.mjs';
import type { Bench, Gesture } from './bench';

const FLAGS = [
  '--no-sandbox',
  // No graphics card: everything is drawn by the processor, WebGL by SwiftShader.
  '--disable-gpu',
  '--enable-unsafe-swiftshader',
  // Frames are as fast as they can be, not 60 a second: so they show what they take.
  '--disable-frame-rate-limit',
  '--disable-gpu-vsync',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SIZE = { width: 1400, height: 880 };
const OPEN_TIMEOUT_MS = 180_000;
const SCRIPT_EVENTS = new Set(['FunctionCall', 'EvaluateScript', 'RunMicrotasks', 'MinorGC', 'MajorGC']);

/** Milliseconds, in the order of the frames. */
export interface FrameTimes {
  /** From one to the next: script, layout, paint and raster. */
  frames: number[];
  /** JavaScript and garbage collection on the main thread. */
  script: number[];
}

/** As Chromium writes them; times in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  /** Of the processor: what else runs on the machine does not count. */
  tdur?: number;
  pid: number;
  tid: number;
}

export function launchBrowser(): Promise<Browser> {
  return ensureChromium().then((executablePath) =>
    chromium.launch({ executablePath, headless: true, args: FLAGS }),
  );
}

export class MeasuredPage {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly devtools: CDPSession,
    /** Until the first drawing was on the screen. */
    readonly openMs: number,
  ) {}

  /** `script` runs in the page before its own. */
  static async open(browser: Browser, script: string, url: string): Promise<MeasuredPage> {
    // The panel's policy allows no requests; in VS Code it needs none.
    const context = await browser.newContext({ viewport: SIZE, bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(OPEN_TIMEOUT_MS);
    const devtools = await context.newCDPSession(page);
    await page.addInitScript({ content: script });
    await page.goto(url);
    const openMs = await page.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.firstPaint);
    return new MeasuredPage(browser, page, devtools, openMs);
  }

  /** One gesture per frame over what the selector finds. */
  async run(selector: string, gestures: readonly Gesture[]): Promise<FrameTimes> {
    await this.browser.startTracing(this.page, {
      categories: ['devtools.timeline', 'blink.user_timing', 'v8'],
    });
    const frames = await this.page.evaluate(
      ([selector, gestures]) => (globalThis as unknown as { bench: Bench }).bench.run(selector, gestures),
      [selector, gestures] as const,
    );
    const trace = JSON.parse((await this.browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    return { frames, script: scriptTimes(trace.traceEvents) };
  }

  /** Bytes that JavaScript holds, typed arrays and the DOM included, after garbage collection. */
  async memory(): Promise<number> {
    await this.devtools.send('HeapProfiler.collectGarbage');
    const usage = (await this.devtools.send('Runtime.getHeapUsage')) as {
      usedSize: number;
      embedderHeapUsedSize?: number;
      backingStorageSize?: number;
    };
    return usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0);
  }

  /** As a notification of the extension host. */
  async tell(message: unknown): Promise<void> {
    await this.page.evaluate((message) => {
      (globalThis as unknown as { postMessage: (message: unknown) => void }).postMessage(message);
    }, message);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** Milliseconds of script between one mark and the next; of the processor, where Chromium tells. */
function scriptTimes(events: readonly TraceEvent[]): number[] {
  const marks = events.filter(({ name }) => name === 'bench-frame').sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (!first) throw new Error('The trace has no frames.');
  const running = events
    .filter(({ name, ph, pid, tid }) => {
      return ph === 'X' && pid === first.pid && tid === first.tid && SCRIPT_EVENTS.has(name);
    })
    .sort((a, b) => a.ts - b.ts);
  const times: number[] = [];
  let next = 0;
  let outermostEnd = 0;
  for (let i = 0; i + 1 < marks.length; i++) {
    const until = marks[i + 1]!.ts;
    let microseconds = 0;
    for (; next < running.length && running[next]!.ts < until; next++) {
      const { ts, dur = 0, tdur = dur } = running[next]!;
      // Events lie inside each other: what was counted is not counted again.
      if (ts < outermostEnd) continue;
      microseconds += tdur;
      outermostEnd = ts + dur;
    }
    times.push(microseconds / 1000);
  }
  return times;
}
