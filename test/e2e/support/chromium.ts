import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext } from 'playwright-core';
import { ensureChromium } from '../../tools/chromium.mjs';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For what is awaited in a page, and for what is clicked: two VS Codes' servers may share two busy cores. */
const PATIENCE_MS = 60_000;

/** A window as wide as a laptop's. */
const VIEWPORT = { width: 1440, height: 900 };

export interface Browser {
  context: BrowserContext;
  close: () => Promise<void>;
}

/** Starts a headless Chromium that knows nothing yet. */
export async function launchChromium(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'turnline-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    headless: true,
    args: QUIET,
    viewport: VIEWPORT,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
