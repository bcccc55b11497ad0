import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** CSS pixels. */
const EASY_TO_HIT = 12;
/** CSS pixels of the wheel: about three times closer. Frames far below a pixel wide are drawn one pixel wide. */
const ZOOM_STEP = 500;
/** As close as the flame graph goes: from an hour to a microsecond. */
const MOST_ZOOM_STEPS = 20;
/** The accessible tree follows the drawing once it rests. */
const TREE_FOLLOWS_MS = 300;

/** The session panel, read through what it tells assistive technology, and operated with the mouse. */
export class SessionPanel {
  constructor(private readonly workbench: Workbench) {}

  /** The page inside the webview. */
  get page(): FrameLocator {
    return this.workbench.webview;
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** The big number of a header figure, e.g. of "turns". */
  figure(name: string): Locator {
    return this.page.locator(`[data-figure="${name}"] b`);
  }

  /** The frames of the flame graph: one invisible tree item lies over each. */
  get spans(): Locator {
    return this.page.getByRole('tree', { name: 'Spans of the session' }).getByRole('treeitem');
  }

  /** The frames of one span kind that lie in a loop. */
  loopingSpans(kind: string): Locator {
    return this.spans.and(this.page.locator(`[data-kind="${kind}"][data-loop]`));
  }

  /** The bars of the turns chart. */
  get turns(): Locator {
    return this.page.getByRole('listbox', { name: 'Turns' }).getByRole('option');
  }

  get loopingTurns(): Locator {
    return this.turns.and(this.page.locator('[data-loop]'));
  }

  /**
   * Clicks where the frame is drawn, after zooming in with the wheel until it is wide enough to aim at. What took no
   * time stays thin however close one looks, and can be clicked all the same.
   */
  async clickFrame(span: Locator): Promise<void> {
    const { page } = this.workbench;
    // Zooming takes other frames out of view: only its id still finds this one.
    const id = (await span.getAttribute('data-span-id')) ?? '';
    const frame = this.spans.and(this.page.locator(`[data-span-id="${id}"]`));
    for (let zoomed = 0; ; zoomed++) {
      const box = await frame.boundingBox();
      if (box === null) throw new Error(`The frame of span ${id} is not drawn.`);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (box.width >= EASY_TO_HIT || zoomed === MOST_ZOOM_STEPS) {
        await page.mouse.click(x, y);
        return;
      }
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, -ZOOM_STEP);
      await page.waitForTimeout(TREE_FOLLOWS_MS);
    }
  }

  /** How many different colours the flame graph is drawn in: 1 means that it is blank. */
  async drawnColours(): Promise<number> {
    return this.page.locator('canvas.flame-canvas').evaluate((canvas: DrawnCanvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
  }
}

/** What is needed of a browser's canvas: tests are checked without the DOM's types. */
type DrawnCanvas = {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
};
