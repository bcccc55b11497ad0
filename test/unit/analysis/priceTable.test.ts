import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PRICE_TABLE } from '../../../src/analysis/priceTable';

it('names the price table that is installed, with a date', () => {
  const file = path.join(import.meta.dirname, '../../../node_modules', PRICE_TABLE.name, 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  // After an update: `npm view @pydantic/genai-prices time` says when that version was published.
  expect(PRICE_TABLE.version).toBe(version);
  expect(PRICE_TABLE.published).toBeLessThan(Date.now());
});
