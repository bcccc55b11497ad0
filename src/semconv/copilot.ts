/**
 * GitHub Copilot, in the terminal and in VS Code: the GenAI conventions. A request's messages are those that are new
 * since the one before; `github.copilot.cost` is in credits, not in money.
 * https://docs.github.com/copilot/concepts/agents/about-copilot-cli
 */
import { firstText } from './fields';
import { agentFromSpanName } from './genai';
import { readMessages } from './messageList';
import { promptText } from './promptText';
import type { Vocabulary } from './vocabulary';

const COPILOT = 'github-copilot';
const PERMISSION = 'github.copilot.permission.result';

export const copilot: Vocabulary = {
  name: 'GitHub Copilot',

  speaks: ({ scope, resource }) =>
    scope.name === 'github.copilot' ||
    ['copilot-chat', COPILOT].includes(firstText(resource.attributes, ['service.name']) ?? ''),

  text: {},

  numbers: {
    msToFirstToken: ['copilot_chat.time_to_first_token'],
  },

  finishReasons: [],

  inputExcludesCache: () => false,
  outputExcludesReasoning: () => false,

  /** Of the one in the terminal. */
  inputIsDelta: ({ scope }) => (scope.name === 'github.copilot' ? true : undefined),

  impliedKind({ span }) {
    if (span.name.startsWith('execute_hook ')) return 'hook';
    const permission = firstText(span.attributes, [PERMISSION]);
    // Rules decide at once, a person takes time.
    if (permission !== null) return permission.includes('rule') ? 'guardrail' : 'approval';
    return null;
  },

  /** A command's; without content nothing else tells that it failed. */
  failure({ span }, kind) {
    const exitCode = firstText(span.attributes, ['process.exit.code']);
    if (kind !== 'tool' || exitCode === null || exitCode === '0') return null;
    return { errorClass: `exit code ${exitCode}`, errorMessage: null };
  },

  read(facts, kind) {
    const { attributes } = facts.span;
    if (kind !== 'llm' && kind !== 'agent') return {};
    const asked = readMessages(attributes.get('gen_ai.input.messages'), 'user');
    const named = firstText(attributes, ['gen_ai.agent.name']) ?? agentFromSpanName(facts);
    return {
      text: {
        userMessage: promptText(asked),
        // The main agent has no name.
        agent: named ?? (kind === 'agent' ? COPILOT : null),
      },
    };
  },
};
