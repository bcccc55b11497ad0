/** Log records of opencode: a text, or a list of a text and its attributes as JSON. */
import { stringOf } from '../otlp/attributes';
import { openJson, textAt, textList } from './fields';
import type { LogFacts, LogVocabulary } from './logVocabulary';
import { OPENCODE } from './opencode';

export const opencodeEvents: LogVocabulary = {
  name: 'opencode',
  speaks: ({ scope }) => scope.name === OPENCODE,
  prefix: '',
  common: null,
  nameOf: (facts) => partsOf(facts)[0] ?? null,

  readers: {
    /** A request to a model begins. */
    stream: (_attributes, facts) => {
      const [, json] = partsOf(facts);
      return { kind: 'request', agent: textAt(openJson(json), 'agent') };
    },
  },
};

function partsOf({ record }: LogFacts): string[] {
  const { body } = record;
  return Array.isArray(body) ? textList(body) : [stringOf(body) ?? ''];
}
