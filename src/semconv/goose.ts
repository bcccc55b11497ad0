/** goose: the GenAI conventions, with the run's request and answer under keys of its own. https://block.github.io/goose */
import { firstText } from './fields';
import { readMessages } from './messageList';
import { promptText } from './promptText';
import type { Vocabulary } from './vocabulary';

export const goose: Vocabulary = {
  name: 'goose',

  speaks: ({ resource }) => firstText(resource.attributes, ['service.name']) === 'goose',

  text: {},
  numbers: {},
  finishReasons: [],

  read({ span }, kind) {
    if (kind !== 'agent') return {};
    const asked = readMessages(span.attributes.get('trace_input'), 'user');
    return { text: { userMessage: promptText(asked) } };
  },
};
