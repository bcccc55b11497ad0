import type { Locator } from 'playwright-core';

/** What is needed of a browser's element: tests are checked without the DOM's types. */
type LabelledElement = { getAttribute(name: string): string | null };

/** What all that is found now says to assistive technology, in the page's order; read at one moment. */
export async function labelsOf(found: Locator): Promise<string[]> {
  return found.evaluateAll((elements) =>
    elements.map((element) => (element as unknown as LabelledElement).getAttribute('aria-label') ?? ''),
  );
}
