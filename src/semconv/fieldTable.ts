/**
 * The key tables of several vocabularies as one: each attribute of a span is looked up once, however many
 * vocabularies there are.
 */
import type { AnyValue, Attributes } from '../otlp/records';
import { numberOf } from '../otlp/attributes';
import { textList, textOf } from './fields';
import type { NumberField, TextField, Vocabulary } from './vocabulary';
import { NUMBER_FIELDS, TEXT_FIELDS } from './vocabulary';

/** What a span's attributes say; null, or an empty list, where they say nothing. */
export interface Fields {
  text: Record<TextField, string | null>;
  numbers: Record<NumberField, number | null>;
  finishReasons: string[];
}

const NO_TEXT = Object.fromEntries(TEXT_FIELDS.map((field) => [field, null])) as Fields['text'];
const NO_NUMBERS = Object.fromEntries(NUMBER_FIELDS.map((field) => [field, null])) as Fields['numbers'];

/** A field that a key may give. */
interface Slot {
  field:
    { kind: 'text'; name: TextField } | { kind: 'number'; name: NumberField } | { kind: 'finishReasons' };
  /** Among all fields. */
  index: number;
  /** How many other keys go before. */
  rank: number;
}

export class FieldTable {
  private readonly slots = new Map<string, Slot[]>();
  private fieldCount = 0;

  /** `vocabularies` in order of precedence; within one, each field's keys are in order too. */
  constructor(vocabularies: readonly Vocabulary[]) {
    for (const name of TEXT_FIELDS) {
      this.add(
        { kind: 'text', name },
        vocabularies.flatMap(({ text }) => text[name] ?? []),
      );
    }
    for (const name of NUMBER_FIELDS) {
      this.add(
        { kind: 'number', name },
        vocabularies.flatMap(({ numbers }) => numbers[name] ?? []),
      );
    }
    this.add(
      { kind: 'finishReasons' },
      vocabularies.flatMap(({ finishReasons }) => finishReasons),
    );
  }

  /** Empty texts and lists, and negative figures, say nothing: the next key is asked. An empty result is kept as one. */
  read(attributes: Attributes): Fields {
    const fields: Fields = { text: { ...NO_TEXT }, numbers: { ...NO_NUMBERS }, finishReasons: [] };
    const ranks = new Array<number>(this.fieldCount).fill(Number.POSITIVE_INFINITY);
    for (const [key, value] of attributes) {
      const slots = value === null ? undefined : this.slots.get(key);
      if (slots === undefined) continue;
      for (const { field, index, rank } of slots) {
        if (rank < ranks[index]! && write(fields, field, value)) ranks[index] = rank;
      }
    }
    return fields;
  }

  private add(field: Slot['field'], keys: readonly string[]): void {
    const index = this.fieldCount++;
    for (const [rank, key] of keys.entries()) {
      const slots = this.slots.get(key);
      const slot = { field, index, rank };
      if (slots === undefined) this.slots.set(key, [slot]);
      else slots.push(slot);
    }
  }
}

/** Answers whether the value said something. */
function write(fields: Fields, field: Slot['field'], value: AnyValue): boolean {
  switch (field.kind) {
    case 'text': {
      const text = textOf(value);
      // A tool may give back nothing, which is not the same as a result that nobody told of.
      if (text === '' && field.name === 'toolResult') fields.text.toolResult ??= '';
      if (text === null || text === '') return false;
      fields.text[field.name] = text;
      return true;
    }
    case 'number': {
      const number = numberOf(value);
      if (number === null || number < 0) return false;
      fields.numbers[field.name] = number;
      return true;
    }
    case 'finishReasons': {
      const reasons = textList(value);
      if (reasons.length === 0) return false;
      fields.finishReasons = reasons;
      return true;
    }
  }
}
