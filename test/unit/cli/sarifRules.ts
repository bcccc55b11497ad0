/**
 * What SARIF 2.1.0 (OASIS Standard, errata 01) demands of the objects that a report has: their properties, which of them
 * are required, and which values they take. Its schema allows no others; `properties` is a bag for anything.
 */

type Rule = (value: unknown, path: string) => string[];

const text: Rule = (value, path) => (typeof value === 'string' && value !== '' ? [] : [`${path} is no text`]);
const anything: Rule = () => [];
const yesOrNo: Rule = (value, path) =>
  typeof value === 'boolean' ? [] : [`${path} is neither true nor false`];
/** 3.30.5: lines are counted from 1. */
const line: Rule = (value, path) =>
  Number.isInteger(value) && Number(value) >= 1 ? [] : [`${path} is no line`];
const index: Rule = (value, path) =>
  Number.isInteger(value) && Number(value) >= 0 ? [] : [`${path} is no index`];
/** RFC 3986: a relative or absolute reference, all other characters escaped. */
const uri: Rule = (value, path) =>
  typeof value === 'string' && /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/.test(value)
    ? []
    : [`${path} is no URI: ${String(value)}`];

const oneOf =
  (...allowed: readonly string[]): Rule =>
  (value, path) =>
    allowed.includes(value as string) ? [] : [`${path} is ${String(value)}`];

const list =
  (rule: Rule): Rule =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((each: unknown, i) => rule(each, `${path}[${i}]`))
      : [`${path} is no array`];

const texts: Rule = (value, path) =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => text(each, `${path}.${key}`))
    : [`${path} is no object`];

const object =
  (required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
    const rules: Record<string, Rule> = { ...optional, ...required, properties: anything };
    const missing = Object.keys(required).filter((key) => !(key in value));
    return [
      ...missing.map((key) => `${path} lacks ${key}`),
      ...Object.entries(value).flatMap(
        ([key, each]) => rules[key]?.(each, `${path}.${key}`) ?? [`${path} must not have ${key}`],
      ),
    ];
  };

const LEVEL = oneOf('none', 'note', 'warning', 'error');
const message = object({ text }, { markdown: text });
const artifactLocation = object({ uri }, { uriBaseId: text });
const location = object(
  {},
  {
    physicalLocation: object({
      artifactLocation,
      region: object({ startLine: line }, { endLine: line, startColumn: line, endColumn: line }),
    }),
    logicalLocations: list(object({}, { name: text, fullyQualifiedName: text, kind: text })),
    message,
  },
);
const reportingDescriptor = object(
  // All of these but the name are asked for by GitHub's code scanning.
  { id: text, shortDescription: message, fullDescription: message, help: message },
  { name: text, helpUri: uri },
);
const run = object(
  {
    tool: object({
      driver: object(
        { name: text },
        { version: text, semanticVersion: text, informationUri: uri, rules: list(reportingDescriptor) },
      ),
    }),
  },
  {
    results: list(
      object(
        { message, ruleId: text, locations: list(location), partialFingerprints: texts },
        { ruleIndex: index, level: LEVEL },
      ),
    ),
    invocations: list(
      object(
        { executionSuccessful: yesOrNo },
        { toolExecutionNotifications: list(object({ message }, { level: LEVEL })) },
      ),
    ),
  },
);
const log = object({ version: oneOf('2.1.0'), runs: list(run) }, { $schema: uri });

/** What is wrong with a log; nothing when it is as it must be. */
export function sarifMistakes(document: unknown): string[] {
  return log(document, 'log');
}
