import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/redaction/redact';
import { measureHarm, measureRecall } from '../../bench/redaction/measure';
import { ordinaryTexts } from '../../bench/redaction/ordinary';
import { plantedTexts } from '../../bench/redaction/planted';

const redactor = createRedactor({ userPatterns: [] });
const redactText = (text: string): string => redactor.redactText(text);

describe('the corpus', () => {
  const planted = plantedTexts(4711, 1);
  const recall = measureRecall(planted, redactText);

  it('has no secret left', () => {
    expect(recall.secrets).toBeGreaterThan(2000);
    expect(recall.left).toEqual([]);
  });

  it('is still JSON where it was', () => {
    expect(recall.broken).toEqual([]);
  });

  it('keeps every character of ordinary texts', () => {
    const ordinary = ordinaryTexts(4711, 20);
    expect(ordinary.length).toBeGreaterThan(2000);
    expect(measureHarm(ordinary, redactText).harmed).toEqual([]);
  });

  it('is not touched by a second redaction', () => {
    const once = planted.map(({ text }) => redactText(text));
    expect(once.map(redactText).filter((text, index) => text !== once[index])).toEqual([]);
  });
});
