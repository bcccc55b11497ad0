import { describe, expect, it } from 'vitest';
import { textsToTranslate } from '../../tools/l10n.mjs';

describe('the texts for translators', () => {
  it('are those of the editor’s side and of the pages, each written out where it is shown', async () => {
    const texts = await textsToTranslate();
    expect(Object.keys(texts).length).toBeGreaterThan(700);
    // By `vscode.l10n.t`, by a `t` that is passed in, by that of the pages, and in a table.
    for (const text of ['Where is it?', '{0} spans', 'Zoomed to {0}', 'Loop']) {
      expect(texts).toHaveProperty([text], text);
    }
  });
});
