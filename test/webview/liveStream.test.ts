/** Spans that the real collector takes in while somebody moves through the session. */
import { expect, it } from 'vitest';
import type { Span } from '../../src/otlp/records';
import { request } from '../unit/collector/requests';
import { CollectorHost } from './support/collectorHost';
import { spanOf } from './support/detailsSession';
import { SESSION_ID } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';

/** How far one turn of the wheel moves the picture, in CSS pixels. */
const STEP_PX = 16;
const STEPS = 6;

const browser = panelBrowser();
let collector: CollectorHost;
let panel: PanelPage;

/** A call of a tool of its own name, below an agent that has not ended: nothing but its calls has arrived. */
function call(name: string, at: number, ms: number, parent?: string): Span {
  return spanOf({
    id: Buffer.from(name.padEnd(8)).toString('hex').slice(0, 16),
    ...{ at, ms, name: `execute_tool ${name}` },
    ...(parent === undefined ? {} : { parent: Buffer.from(parent.padEnd(8)).toString('hex').slice(0, 16) }),
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': name,
      'gen_ai.conversation.id': SESSION_ID,
    },
  });
}

async function receive(...spans: Span[]): Promise<void> {
  collector.ingest(request(spans));
  await panel.announceChange();
}

interface DrawnText {
  text: string;
  x: number;
  y: number;
}

/** From now on every picture of the flame graph is noted: the texts on it, and where. */
async function watchDrawing(): Promise<void> {
  await panel.page.evaluate(`(() => {
    const canvas = document.querySelector('.flame-canvas');
    const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
    window.pictures = [];
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (this.canvas === canvas) window.pictures.push([]);
      clearRect.apply(this, box);
    };
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
      if (this.canvas === canvas) window.pictures.at(-1)?.push({ text, x, y });
      fillText.call(this, text, x, y);
    };
  })()`);
}

function pictures(): Promise<DrawnText[][]> {
  return panel.page.evaluate('window.pictures');
}

/** A frame's name without what follows it where there is room. */
const nameOf = ({ text }: DrawnText) => text.split(' · ')[0]!;
/** A millionth of a pixel is nothing that moves. */
const toolsOn = (picture: readonly DrawnText[]) =>
  picture
    .filter(({ text }) => text.startsWith('tool'))
    .map(({ text, x, y }) => ({ text, x: Math.round(x * 10) / 10, y }));

/** Wheels forth and back over the drawing until told to stop. */
function panUntil(done: () => boolean): Promise<void> {
  const pan = async () => {
    for (let turn = 0; !done(); turn++) {
      const forth = Math.floor(turn / STEPS) % 2 === 0;
      await panel.page.mouse.wheel(forth ? STEP_PX : -STEP_PX, 0);
    }
  };
  return pan();
}

async function openZoomedIn(): Promise<void> {
  collector = await CollectorHost.open(
    request(Array.from({ length: 12 }, (_, i) => call(`tool${i + 10}`, i * 1000, 900))),
  );
  panel = await browser.open(collector);
  await panel.page.getByRole('img', { name: 'Live session' }).waitFor();
  await panel.flame.hover();
  for (let i = 0; i < 3; i++) await panel.page.mouse.wheel(0, -250);
  await panel.page.mouse.wheel(-40, 0);
  await panel.settle();
  await watchDrawing();
}

it('are drawn while the user pans, and move nothing that was there', { timeout: 60_000 }, async () => {
  await openZoomedIn();
  let arrived = false;
  const panning = panUntil(() => arrived);
  const shown = async () => new Set((await pictures()).flat().map(nameOf));
  for (let n = 0; n < 10; n++) {
    // Inside a call that is in view, and at the end, where the session grows.
    await receive(call(`inner${n}`, 5_010 + n, 800, 'tool15'), call(`late${n}`, 12_000 + n * 1000, 900));
  }
  await expect
    .poll(async () => [...(await shown())].filter((name) => name.startsWith('inner')).length)
    .toBe(10);
  // A busy machine draws few pictures in that time: enough of them to compare.
  await expect.poll(async () => (await pictures()).length).toBeGreaterThan(40);
  arrived = true;
  await panning;
  await panel.settle();

  const all = await pictures();
  let compared = 0;
  for (const [i, picture] of all.entries()) {
    // Never a picture without what is in view.
    expect(toolsOn(picture).length).toBeGreaterThan(2);
    const before = all[i - 1];
    if (!before) continue;
    const places = new Map(toolsOn(before).map((text) => [nameOf(text), text]));
    const moves = toolsOn(picture).flatMap((text) => {
      const old = places.get(nameOf(text));
      return old ? [{ dx: text.x - old.x, dy: text.y - old.y }] : [];
    });
    for (const { dx, dy } of moves) {
      // Pictures may take several turns of the wheel together, never something else.
      expect(Math.abs(dx)).toBeLessThanOrEqual(STEP_PX * STEPS + 1);
      expect(dy).toBe(0);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(50);
});

it('do not move the window of somebody who stands still', { timeout: 60_000 }, async () => {
  await openZoomedIn();
  await receive(call('late0', 12_000, 900));
  await expect.poll(async () => (await pictures()).length).toBeGreaterThan(0);
  const before = toolsOn((await pictures())[0]!);
  for (let n = 1; n < 6; n++) await receive(call(`late${n}`, 12_000 + n * 1000, 900));
  await expect.poll(() => panel.figure('tools').locator('b').innerText()).toBe('18');
  await panel.settle();
  for (const picture of await pictures()) expect(toolsOn(picture)).toEqual(before);
});

it('come into view where the end is followed', { timeout: 60_000 }, async () => {
  await openZoomedIn();
  await panel.page.getByRole('button', { name: 'follow live' }).click();
  for (let n = 0; n < 4; n++) {
    await receive(call(`late${n}`, 12_000 + n * 1000, 900));
    await expect
      .poll(async () => (await pictures()).at(-1)?.some((text) => nameOf(text).startsWith(`late${n}`)))
      .toBe(true);
  }
});
