import { describe, expect, it } from 'vitest';
import { editorTexts } from '../../tools/l10n.mjs';

describe('the texts for translators', () => {
  it('are those of the editor’s side, each written out where it is shown', () => {
    const texts = editorTexts();
    expect(Object.keys(texts).length).toBeGreaterThan(200);
    // By `vscode.l10n.t`, and by a `t` that is passed in.
    expect(texts).toMatchObject({ 'Where is it?': 'Where is it?', '{0} spans': '{0} spans' });
  });
});
