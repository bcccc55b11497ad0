/** Log records of Codex CLI. `success` of a tool call says that the tool ran: a failed command is told by its output. */
import { CODEX, codexThreadOf } from './codex';
import { firstText } from './fields';
import {
  compactJson,
  count,
  errorEvent,
  isTrue,
  modelCall,
  toolEvent,
  userMessage,
  type LogVocabulary,
} from './logVocabulary';
import { normaliseUsage } from './usage';

/** How the agent that the user speaks to is called among its sub-agents. */
const ROOT_AGENT = '/root';
const DENIED = { errorClass: 'denied', errorMessage: 'The tool call was not approved.' };
const FAILED_COMMAND = /^Process exited with code ([1-9]\d*)$/m;
/** What Codex tells the model of a command before what it wrote: an id, times and counts, other ones each time. */
const COMMAND_REPORT = /^(?:Chunk ID|Wall time): [^]*?^Output:\n?/m;

export const codexEvents: LogVocabulary = {
  name: 'Codex CLI',
  speaks: ({ scope }) => /^codex\b|^codex[_-]/.test(scope.name),
  prefix: 'codex.',

  common: (attributes) => ({ kind: 'other', agent: CODEX, agentId: codexThreadOf(attributes) }),

  readers: {
    user_prompt: (attributes) => userMessage(attributes, 'prompt'),

    api_request: (attributes) => {
      const status = count(attributes, 'http.response.status_code');
      const durationMs = count(attributes, 'duration_ms');
      const failed = (status !== null && status >= 400) || attributes.has('error.message');
      return failed
        ? { durationMs, ...errorEvent(attributes, ['http.response.status_code'], ['error.message']) }
        : { kind: 'request', durationMs };
    },

    sse_event: (attributes) => {
      const completed = firstText(attributes, ['event.kind']) === 'response.completed';
      // Two records say that an answer is complete: one of them with its figures.
      if (!completed || !attributes.has('input_token_count')) return { kind: 'other' };
      return {
        kind: 'model_call',
        model: modelCall({
          requestModel: firstText(attributes, ['model']),
          provider: 'openai',
          usage: normaliseUsage(
            {
              inputTokens: count(attributes, 'input_token_count'),
              outputTokens: count(attributes, 'output_token_count'),
              cacheReadTokens: count(attributes, 'cached_token_count'),
              cacheWriteTokens: count(attributes, 'cache_write_token_count'),
              reasoningTokens: count(attributes, 'reasoning_token_count'),
              totalTokens: null,
            },
            'openai',
            { inputExcludesCache: false, outputExcludesReasoning: false },
          ),
          timeToFirstTokenMs: count(attributes, 'ttft_ms'),
        }),
      };
    },

    tool_decision: (attributes) => {
      const decision = firstText(attributes, ['decision']);
      const denied = /^(?:denied|abort)/.test(decision ?? '');
      const tool = {
        name: firstText(attributes, ['tool_name']) ?? 'tool',
        callId: firstText(attributes, ['call_id']),
      };
      return { ...toolEvent('tool_decision', tool, denied ? DENIED : null), text: decision };
    },

    tool_result: (attributes) => {
      const output = firstText(attributes, ['output']);
      const exitCode = FAILED_COMMAND.exec(output ?? '')?.[1];
      const failed = isTrue(attributes, 'success') === false || exitCode !== undefined;
      const failure = {
        errorClass: exitCode === undefined ? null : `exit code ${exitCode}`,
        errorMessage: exitCode === undefined ? output : failureOf(output ?? '', exitCode),
      };
      const agent = firstText(attributes, ['agent_name']);
      const tool = {
        name: firstText(attributes, ['tool_name']) ?? 'tool',
        callId: firstText(attributes, ['call_id']),
        arguments: compactJson(firstText(attributes, ['arguments'])),
        result: output,
      };
      return {
        ...toolEvent('tool_call', tool, failed ? failure : null),
        agent: agent === ROOT_AGENT ? null : agent,
        durationMs: count(attributes, 'duration_ms'),
      };
    },
  },
};

/** What a failed command wrote, else that it failed. */
function failureOf(output: string, exitCode: string): string {
  const written = output.replace(COMMAND_REPORT, '').trim();
  return written === '' ? `Process exited with code ${exitCode}` : written;
}
