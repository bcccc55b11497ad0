/** The browser of a file of tests. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { PageEntry } from './bundle';
import type { PageHost, PanelOptions, PanelPage } from './panelPage';
import { PanelBrowser } from './panelPage';

export interface OpensPanels {
  open(host: PageHost, options?: PanelOptions): Promise<PanelPage>;
}

/** Launched before the file's tests. A page that a test opened is closed after it, and must not have complained. */
export function panelBrowser(entry?: PageEntry): OpensPanels {
  let browser: PanelBrowser;
  const opened: PanelPage[] = [];
  beforeAll(async () => {
    browser = await PanelBrowser.launch(entry);
  });
  afterAll(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const panels = opened.splice(0);
    for (const panel of panels) await panel.close();
    expect(panels.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  return {
    open: async (host, options) => {
      const panel = await browser.open(host, options);
      opened.push(panel);
      return panel;
    },
  };
}
