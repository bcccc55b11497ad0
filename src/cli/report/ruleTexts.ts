/** What each kind of finding means and what helps against it, for code hosts that explain rules beside their results. */
import type { FindingKind } from '../../protocol/review';

export interface RuleText {
  /** When it is found. */
  description: string;
  /** What to do about it. */
  help: string;
}

export const RULE_TEXTS: Readonly<Record<FindingKind, RuleText>> = {
  loop: {
    description:
      'The agent repeated work without progress: the same calls with the same results, the same failure, or the same message.',
    help: 'Let tools say in their results and errors what has changed and what to do instead, and limit how often the agent may try the same thing.',
  },
  budget: {
    description: 'The session cost 80 % or more of what a session may cost.',
    help: 'Look at the turns that cost most, or raise the budget if this is what such a session should cost.',
  },
  'high-cost': {
    description: 'The session cost at least three times the average of earlier sessions of the same agent.',
    help: 'Start with the turns that cost most: a larger context, a more expensive model or more turns than usual is behind it.',
  },
  'token-spike': {
    description: 'The context of one turn is much larger than that of the turn before.',
    help: 'Page, filter or shorten what comes in before the model sees it: it is sent again with every turn that follows.',
  },
  'context-full': {
    description: 'The context window of the model was filled to 80 % or more.',
    help: 'Shorten large tool results, compact the history earlier, or let a sub-agent do what needs much reading.',
  },
  'context-compacted': {
    description: 'The history of the conversation was compacted or cut.',
    help: 'Check whether the agent still knew its task afterwards: what must survive belongs into the system prompt, a plan or a file.',
  },
  'context-growth': {
    description: 'The context grows with every turn, and nothing is ever removed from it.',
    help: 'Drop or summarise old tool results, and keep large results out of the history.',
  },
  'answer-cut': {
    description: 'The limit of output tokens cut an answer off.',
    help: 'Raise the limit of output tokens, ask for shorter answers, or let the agent continue.',
  },
  'tool-error': {
    description: 'Calls of a tool failed.',
    help: 'Let the tool say in its error what the model should do instead, or fix the tool.',
  },
  'invalid-arguments': {
    description: 'A tool refused the arguments that the model gave it.',
    help: 'Keep the schema that the model is told in step with what the tool accepts, and describe required fields and formats.',
  },
  timeout: {
    description: 'Calls of a tool took longer than they may.',
    help: 'Make the tool answer sooner with a part of the result, or give it more time.',
  },
  'rate-limit': {
    description: 'A rate limit refused calls of a tool.',
    help: 'Make fewer calls at once, wait as long as the service asks, or ask for a higher limit.',
  },
  'hidden-retry': {
    description:
      'Calls failed and worked when they were tried again, so that the result shows nothing of it.',
    help: 'Look at the failed attempts: what a retry hides today is an outage when it happens more often.',
  },
  'model-error': {
    description: 'Requests to a model failed, by the provider’s fault or by that of the agent.',
    help: 'Retry what the provider could not do with growing pauses; change what it refused.',
  },
  'many-tool-calls': {
    description: 'The agent made far more tool calls than in 95 % of its earlier sessions.',
    help: 'See whether the agent searches for something that it never finds, or repeats work.',
  },
  'cache-collapse': {
    description: 'The provider’s prompt cache was hit before and is not any more.',
    help: 'Keep the beginning of the prompt the same between turns: no times or ids in it, tools in a fixed order, new content only at the end.',
  },
  'model-substituted': {
    description: 'Another model answered than the one that was asked.',
    help: 'Check the gateway, router or fallback between the agent and the provider.',
  },
  'approval-wait': {
    description: 'The agent waited long for a person’s approval.',
    help: 'Allow calls that are harmless in advance, or let the agent do other work while it waits.',
  },
  'unfinished-agent': {
    description: 'The run of a sub-agent ended and left nothing for the agent that had asked.',
    help: 'Let the sub-agent report what it found even when it fails, and let the agent that asked check for a missing result.',
  },
};
