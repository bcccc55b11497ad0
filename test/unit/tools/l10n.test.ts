import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUNDLE, bundleText, editorTexts } from '../../tools/l10n.mjs';

describe('the bundle for translators', () => {
  it('has every text of the editor’s side, and no other: npm run l10n writes it', () => {
    const texts = editorTexts();
    expect(Object.keys(texts).length).toBeGreaterThan(200);
    expect(readFileSync(BUNDLE, 'utf8')).toBe(bundleText(texts));
  });
});
