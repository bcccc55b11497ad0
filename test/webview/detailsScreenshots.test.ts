/** Pictures of every tab of the details for people to look at, in every theme, narrow and wide; and axe on each. */
import { beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from './support/axe';
import { CollectorHost } from './support/collectorHost';
import { spanIdOf } from './support/detailsSession';
import { gallerySession } from './support/gallerySession';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import { THEME_NAMES } from './support/themes';

const browser = panelBrowser();
let host: CollectorHost;
beforeAll(async () => {
  host = await CollectorHost.open(...gallerySession());
  host.source = [
    { path: 'tools/search.py', line: 41, foundBy: 'tool-name' },
    { path: 'tests/fakes/search.py', line: 12, foundBy: 'tool-name' },
  ];
  host.files.add('/app/tools/search.py');
});

/** Picture, span by its id, tab. */
const PICTURES: readonly (readonly [name: string, span: string, tab: string])[] = [
  ['agent', '00000000000000aa', 'Overview'],
  ['call', 'turn2', 'Overview'],
  ['call-failed', 'turn3', 'Overview'],
  ['tool', 'read', 'Overview'],
  ['tool-failed', 'search', 'Overview'],
  ['tool-denied', 'refund', 'Overview'],
  ['tool-huge', 'dump', 'Overview'],
  ['handoff', 'handoff', 'Overview'],
  ['other', 'lookup', 'Overview'],
  ['conversation-first', 'turn1', 'Conversation'],
  ['conversation-new', 'turn2', 'Conversation'],
  ['conversation-failed', 'turn3', 'Conversation'],
  ['conversation-cut', 'turn4', 'Conversation'],
  ['conversation-none', 'turn5', 'Conversation'],
  ['compare', 'turn2', 'Compare'],
  ['context', 'turn2', 'Context'],
  ['attributes', 'search', 'Attributes'],
  ['logs', 'search', 'Logs'],
  ['raw', 'search', 'Raw'],
];

async function show(panel: PanelPage, span: string, tab: string): Promise<void> {
  await panel.page.locator(`.flame-item[data-span-id="${spanIdOf(span)}"]`).click();
  await panel.page.locator(`.flame-item[data-span-id="${spanIdOf(span)}"][aria-selected="true"]`).waitFor();
  await panel.details.getByRole('tab', { name: tab }).click();
  await panel.details.locator(`[role="tabpanel"][aria-labelledby="tab-${tab.toLowerCase()}"]`).waitFor();
  await panel.settle();
}

describe.each(THEME_NAMES)('the details in %s', (theme) => {
  it.each([1400, 600])(
    'at %i px',
    async (width) => {
      const panel = await browser.open(host, { theme, width, height: 1000 });
      const violations: string[] = [];
      for (const [name, span, tab] of PICTURES) {
        await show(panel, span, tab);
        if (width < 900) await panel.details.scrollIntoViewIfNeeded();
        await panel.screenshot(`details-${name}-${theme}-${width}px`);
        for (const found of await accessibilityViolations(panel.page)) violations.push(`${name}: ${found}`);
      }
      expect(violations).toEqual([]);
    },
    120_000,
  );
});
