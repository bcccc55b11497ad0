/** Changes to values of a JSON request; most leave it JSON, some do not. */
import type { Random } from '../../unit/support/random';
import { HOSTILE_TEXTS } from './hostileTexts';
import type { JsonNode } from './jsonTree';
import { writeJson } from './jsonTree';

/** The text that comes in place of the node. `others`: nodes of any request. */
export type JsonMutation = (node: JsonNode, random: Random, others: readonly JsonNode[]) => string;

const OTHER_TYPES = [
  ...['null', 'true', 'false', '0', '1', '-1', '0.5', '""', '"x"', '[]', '{}', '[null]', '[[]]', '[{}]'],
  ...['{"a":1}', '"0"', '"true"', '"NaN"', '"Infinity"', '"-Infinity"', '"0x10"', '" 1 "', '"1e3"'],
];
const NUMBERS = [
  ...['1e999', '-1e999', '1e-999', '-0', '0.1e1', '1E+2', '9007199254740993', '-9223372036854775808'],
  ...['9223372036854775808', '18446744073709551615', '18446744073709551616', '-18446744073709551616'],
  ...['"18446744073709551615"', '"-9223372036854775809"', '"00000000000000000001"', '1'.repeat(400)],
  ...['4294967296', '-2147483649', '2147483648', '1.5', '12345678901234567.5', '1234567890123456789e2'],
];
const NOT_JSON = [
  ...['', ' ', ',', '01', '+1', '.5', '1.', '0x1', 'NaN', 'Infinity', 'undefined', "'x'", '//', '/**/1'],
  ...['"', '"\\"', '"\\x"', '"\\u12"', '"\\u{1}"', '"a\nb"', '"\t"', '"\0"', '[1,]', '{"a":1,}', '{a:1}'],
  ...['{"a"}', '[1 2]', '{"a":1 "b":2}', '[', ']', '{', '}', 'nul', 'tru', '1e', '--1', '\ufeff1'],
];
const ESCAPES = [
  ...['"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\ud83c\\udf0d"', '"\\/\\b\\f\\n\\r\\t"', '"\\uFFFF"'],
  ...['"\\ud800x"', '"9999999999999999 \\" 9999999999999999"', '": 9999999999999999, "', '"\\\\"'],
];
const KEYS = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'length', 'resource_spans', 'attributes'],
  ...['value', 'key', 'stringValue', 'string_value', 'kvlistValue', 'arrayValue', 'spans', 'scopeSpans'],
  ...['asInt', 'asDouble', 'gauge', 'sum', 'body', 'status', 'traceId', 'startTimeUnixNano'],
];
const DEPTHS = [3, 63, 64, 65, 500, 5_000, 20_000];

export const JSON_MUTATIONS: Readonly<Record<string, JsonMutation>> = {
  'another type': (_, random) => random.pick(OTHER_TYPES),
  'extreme number': (_, random) => random.pick(NUMBERS),
  'no JSON': (_, random) => random.pick(NOT_JSON),
  escapes: (_, random) => random.pick(ESCAPES),
  'hostile text': (_, random) => JSON.stringify(random.pick(HOSTILE_TEXTS)),
  'part of another': (_, random, others) => writeJson(random.pick(others)),
  'one more element': (node, random, others) =>
    `[${writeJson(node)},${writeJson(random.pick(others))},${random.pick(OTHER_TYPES)}]`,
  repeated: (node, random) => {
    const { elements } = node;
    if (!elements) return `[${writeJson(node)}]`;
    const text = elements.map((each) => writeJson(each));
    return `[${Array.from({ length: 1 + random.below(20) }, () => text)
      .flat()
      .join(',')}]`;
  },
  'repeated key': (node, random, others) => {
    const keys = node.entries?.map(({ key }) => key) ?? [];
    return withEntry(node, keys.length > 0 ? random.pick(keys) : 'key', random.pick(others));
  },
  'strange key': (node, random, others) => withEntry(node, random.pick(KEYS), random.pick(others)),
  'renamed keys': (node, random) =>
    writeJson({
      ...node,
      entries: node.entries?.map(({ key, value }) => ({ key: renamed(key, random), value })) ?? null,
    }),
  'key left out': (node, random) => {
    const left = random.below(node.entries?.length ?? 1);
    return writeJson({ ...node, entries: node.entries?.filter((_, at) => at !== left) ?? null });
  },
  'deep list': (_, random) => {
    const depth = random.pick(DEPTHS);
    return '['.repeat(depth) + ']'.repeat(random.below(8) === 0 ? depth - 1 : depth);
  },
  'deep object': (_, random) => {
    const depth = random.pick(DEPTHS);
    return '{"value":'.repeat(depth) + '1' + '}'.repeat(depth);
  },
  'deep array value': (_, random) => {
    const depth = random.pick(DEPTHS);
    return '{"arrayValue":{"values":['.repeat(depth) + ']}}'.repeat(depth);
  },
  'deep list value': (_, random) => {
    const depth = random.pick(DEPTHS);
    return `${'{"kvlistValue":{"values":[{"key":"k","value":'.repeat(depth)}{}${'}]}}'.repeat(depth)}`;
  },
  'spaces between': (node, random) =>
    writeJson(node).replace(/[,:]/g, `$&${random.pick(['\n', '\t ', '  ', '\r\n', '\u00a0', '\f'])}`),
};

function withEntry(node: JsonNode, key: string, value: JsonNode): string {
  const text = writeJson(node);
  if (!node.entries) return `{${JSON.stringify(key)}:${text}}`;
  const comma = node.entries.length > 0 ? ',' : '';
  return `${text.slice(0, -1)}${comma}${JSON.stringify(key)}:${writeJson(value)}}`;
}

function renamed(key: string, random: Random): string {
  switch (random.below(4)) {
    case 0:
      return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    case 1:
      return key.toUpperCase();
    case 2:
      return random.pick(KEYS);
    default:
      return key;
  }
}
