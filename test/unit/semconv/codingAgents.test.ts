/** What recorded runs do not show: failures, refusals, sub-agents, content that is off. */
import { describe, expect, it } from 'vitest';
import { conversationOf } from '../../../src/semconv/conversation';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { carriesSession, understandLog } from '../../../src/semconv/logEvents';
import type { LogRecord } from '../../../src/otlp/records';
import { attributes, event, otlpSpan, resource, scope, type Plain } from '../support/spans';

const UUID = '01a1fb4f-c8df-7590-b43a-8407bc76965a';

function normalise(
  scopeName: string,
  name: string,
  values: Record<string, Plain>,
  fields: Parameters<typeof otlpSpan>[0] = {},
) {
  const service = resource({ 'service.name': scopeName });
  return normaliseSpan(otlpSpan({ ...fields, name, attributes: values }), service, scope(scopeName));
}

function facts(scopeName: string, values: Record<string, Plain>, body: LogRecord['body'] = null) {
  const record: LogRecord = {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 9,
    severityText: '',
    body,
    attributes: attributes(values),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: '',
    spanId: '',
    eventName: '',
  };
  return { record, resource: resource({ 'service.name': scopeName }), scope: scope(scopeName) };
}

const understand = (scopeName: string, values: Record<string, Plain>, body?: LogRecord['body']) =>
  understandLog(facts(scopeName, values, body), 7);

describe('Claude Code', () => {
  const CLAUDE = 'com.anthropic.claude_code.tracing';
  const EVENTS = 'com.anthropic.claude_code.events';

  it('takes the session from session.id where the conversation is a sub-agent', () => {
    const span = normalise(CLAUDE, 'claude_code.llm_request', {
      'span.type': 'llm_request',
      'session.id': 'session',
      'gen_ai.conversation.id': 'sub',
      agent_id: 'sub',
      query_source_safe: 'agent.Explore',
      model: 'claude-sonnet-4-5',
      input_tokens: 744,
      cache_read_tokens: 0,
      cache_creation_tokens: 256,
      output_tokens: 41,
    });
    expect(span).toMatchObject({ kind: 'llm', sessionKey: 'session', agent: 'Explore', agentId: 'sub' });
    expect(span.model!.usage).toMatchObject({ input: 1000, cacheWrite: 256, output: 41 });
  });

  it('knows no prompt that was redacted', () => {
    const values = { 'span.type': 'interaction', user_prompt: '<REDACTED>' };
    expect(normalise(CLAUDE, 'claude_code.interaction', values)).toMatchObject({
      kind: 'agent',
      agent: 'claude-code',
      userMessage: null,
    });
    expect(understand(EVENTS, { 'event.name': 'user_prompt', prompt: '<REDACTED>' }).userMessage).toBeNull();
  });

  it('is the agent of calls that older versions run as traces of their own, but for a sub-agent’s', () => {
    const agentOf = (values: Record<string, Plain>, parentSpanId = '') =>
      normalise(
        CLAUDE,
        'claude_code.llm_request',
        { 'span.type': 'llm_request', ...values },
        { parentSpanId },
      ).agent;
    expect(agentOf({})).toBe('claude-code');
    expect(agentOf({ agent_id: 'a1' })).toBeNull();
    expect(agentOf({}, 'b7ad6b7169203331')).toBeNull();
  });

  it('takes a tool at work for a call only where it says of which', () => {
    const kindOf = (values: Record<string, Plain>) =>
      normalise(CLAUDE, 'claude_code.tool.execution', { 'span.type': 'tool.execution', ...values }).kind;
    expect(kindOf({ tool_use_id: 'toolu_1' })).toBe('tool');
    expect(kindOf({ success: true })).toBe('step');
  });

  it('reads arguments from what there is of them', () => {
    const argumentsOf = (values: Record<string, Plain>) =>
      normalise(CLAUDE, 'claude_code.tool', { 'span.type': 'tool', tool_name: 'T', ...values }).tool!
        .arguments;
    expect(argumentsOf({ file_path: '/a' })).toBe('{"file_path":"/a"}');
    expect(argumentsOf({ full_command: 'ls' })).toBe('{"command":"ls"}');
    expect(argumentsOf({ tool_input: '[TOOL INPUT: Grep]\n{"pattern":"x"}' })).toBe('{"pattern":"x"}');
    expect(argumentsOf({})).toBeNull();
  });

  it('reads what detailed tracing shows of a conversation', () => {
    const detailed = otlpSpan({
      name: 'claude_code.llm_request',
      attributes: {
        'span.type': 'llm_request',
        new_context: '[USER]\nFind it.\n\n---\n\nTwo parts.\n\n---\n\n[TOOL RESULT: toolu_1]\nfound',
        'response.model_output': 'It is 5.',
        tools: '[{"name":"Grep","hash":"3db1"}]',
      },
    });
    const conversation = conversationOf({ span: detailed, resource: resource(), scope: scope(CLAUDE) });
    expect(conversation.delta).toBe(true);
    expect(conversation.input.map(({ role, parts }) => [role, parts])).toEqual([
      ['user', [{ type: 'text', text: 'Find it.\n\n---\n\nTwo parts.' }]],
      ['tool', [{ type: 'tool_result', id: 'toolu_1', name: null, result: 'found' }]],
    ]);
    expect(conversation.output).toMatchObject([{ role: 'assistant', parts: [{ text: 'It is 5.' }] }]);
    expect(conversation.tools).toMatchObject([{ name: 'Grep' }]);
    const values = {
      'span.type': 'tool',
      tool_name: 'Grep',
      new_context: '[TOOL RESULT: Grep]\n{"numFiles":0}',
    };
    expect(normalise(CLAUDE, 'claude_code.tool', values).tool!.result).toBe('{"numFiles":0}');
  });

  it.each([
    ['reject', 'user_reject', 'approval', 'denied', 'The user rejected the tool call.'],
    ['accept', 'user_temporary', 'approval', null, null],
    ['accept', null, 'approval', null, null],
    ['reject', 'config', 'guardrail', 'denied', 'The settings do not allow the tool call.'],
    ['accept', 'config', 'guardrail', null, null],
    ['accept', 'hook', 'guardrail', null, null],
  ])('knows who says %s: %s', (decision, source, kind, errorClass, errorMessage) => {
    const values = { decision, ...(source === null ? {} : { source }) };
    const type = { 'span.type': 'tool.blocked_on_user' };
    const span = normalise(CLAUDE, 'claude_code.tool.blocked_on_user', { ...type, ...values });
    expect(span).toMatchObject({ kind, errorClass, errorMessage });
    const told = understand(EVENTS, { 'event.name': 'tool_decision', tool_name: 'Bash', ...values });
    expect(told).toMatchObject({ errorClass, errorMessage });
  });

  it('reads arguments of a call that never ran from what was decided about it', () => {
    const told = understand(EVENTS, {
      'event.name': 'tool_decision',
      tool_name: 'Bash',
      decision: 'reject',
      tool_parameters: '{"bash_command":"sh","full_command":"sh run.sh","description":"Run it"}',
    });
    expect(told.tool?.arguments).toBe('{"command":"sh run.sh","description":"Run it"}');
    const mcp = '{"mcp_server_name":"docs","mcp_tool_name":"search"}';
    const unknown = { 'event.name': 'tool_decision', tool_name: 'search', tool_parameters: mcp };
    expect(understand(EVENTS, unknown).tool?.arguments).toBeNull();
  });

  it('counts the tries of a request that is one span', () => {
    const values = { 'span.type': 'llm_request', model: 'claude-sonnet-4-5', attempt: 2 };
    expect(normalise(CLAUDE, 'claude_code.llm_request', values).model!.attempts).toBe(2);
  });

  it('knows the size of a result', () => {
    const told = understand(EVENTS, {
      'event.name': 'tool_result',
      tool_name: 'Grep',
      success: 'true',
      tool_result_size_bytes: '16',
    });
    expect(told.tool).toMatchObject({ result: null, resultBytes: 16 });
  });

  it('reads results whose figures are texts', () => {
    const told = understand(EVENTS, {
      'event.name': 'tool_result',
      tool_name: 'Grep',
      tool_use_id: 'toolu_1',
      success: 'false',
      duration_ms: '29',
      error: 'Operation timed out',
      tool_input: '{ "pattern": "x" }',
    });
    expect(told).toMatchObject({
      kind: 'tool_call',
      durationMs: 29,
      errorMessage: 'Operation timed out',
      tool: { name: 'Grep', callId: 'toolu_1', arguments: '{"pattern":"x"}', status: 'timeout' },
    });
  });

  it('tells which tool calls were refused', () => {
    const values = { 'event.name': 'tool_decision', decision: 'reject', tool_name: 'Bash', tool_use_id: 't' };
    expect(understand(EVENTS, values).tool).toMatchObject({ callId: 't', status: 'denied' });
  });
});

describe('Codex CLI', () => {
  it('takes spans of its machinery for nothing else, and their code for nobody’s', () => {
    const span = normalise('codex_exec', 'guardian_scoring_observation', {
      call_id: 'c',
      tool_name: 'exec_command',
      'thread.id': 3,
      'code.file.path': 'core/src/session/turn.rs',
    });
    expect(span).toMatchObject({ kind: 'other', noise: true, tool: null, source: null, sessionKey: null });
  });

  it('knows the tool calls of versions without phases', () => {
    const values = { tool_name: 'exec_command', call_id: 'c', aborted: false };
    expect(normalise('codex_exec', 'exec_command', values)).toMatchObject({
      kind: 'tool',
      tool: { name: 'exec_command', callId: 'c' },
    });
  });

  it('takes a thread for the conversation only when it is one', () => {
    const keyOf = (values: Record<string, Plain>) => normalise('codex_exec', 'x', values).sessionKey;
    expect(keyOf({ 'thread.id': UUID })).toBe(UUID);
    expect(keyOf({ thread_id: UUID })).toBe(UUID);
    expect(keyOf({ 'thread.id': 4 })).toBeNull();
  });

  it('tells a failed command by its output', () => {
    const told = understand('codex_otel.log_only', {
      'event.name': 'codex.tool_result',
      'event.timestamp': '2026-11-20T23:34:32.577Z',
      'conversation.id': UUID,
      tool_name: 'exec_command',
      call_id: 'c',
      success: 'true',
      agent_name: 'Bohr',
      output: 'Wall time: 0.1 seconds\nProcess exited with code 2\nOutput:\n',
    });
    expect(told).toMatchObject({
      agent: 'Bohr',
      agentId: UUID,
      time: Date.parse('2026-11-20T23:34:32.577Z'),
      tool: { status: 'error', errorClass: 'exit code 2' },
    });
  });

  it('tells why a command failed by what it wrote, not by the report around it', () => {
    const messageOf = (written: string) =>
      understand('codex_otel.log_only', {
        'event.name': 'codex.tool_result',
        tool_name: 'exec_command',
        output: `Chunk ID: 74a178\nWall time: 0.1 seconds\nProcess exited with code 1\nOriginal token count: 3\nOutput:\n${written}`,
      }).errorMessage;
    expect(messageOf('cat: x: No such file or directory\n')).toBe('cat: x: No such file or directory');
    expect(messageOf('')).toBe('Process exited with code 1');
  });

  it('takes figures from one of the records that say an answer is complete', () => {
    const kindOf = (values: Record<string, Plain>) =>
      understand('codex_otel.log_only', { 'event.name': 'codex.sse_event', ...values }).kind;
    expect(kindOf({ 'event.kind': 'response.completed' })).toBe('other');
    expect(kindOf({ 'event.kind': 'response.completed', input_token_count: '5' })).toBe('model_call');
  });
});

describe('Gemini CLI', () => {
  it('reads a tool call from what it calls messages, cut off or not', () => {
    const request = '{"callId":"c","name":"ls","args":{"dir":"a{\\"b"},"display":{"na';
    const { tool } = normalise('gemini-cli', 'tool_call', {
      'gen_ai.operation.name': 'tool_call',
      'gen_ai.tool.name': 'ls',
      'gen_ai.tool.call_id': 'c',
      'gen_ai.input.messages': request,
      'gen_ai.output.messages': '{"status":"error","request":{"callId":"c","na',
    });
    expect(tool).toMatchObject({ name: 'ls', callId: 'c', arguments: '{"dir":"a{\\"b"}', status: 'error' });
  });

  it('takes a command that failed for a failure, though its span says that it ran', () => {
    const response = (output: string) => ({
      status: 'success',
      response: {
        responseParts: [{ functionResponse: { name: 'run_shell_command', response: { output } } }],
      },
    });
    const statusOf = (output: string) =>
      normalise(
        'gemini-cli',
        'tool_call',
        {
          'gen_ai.operation.name': 'tool_call',
          'gen_ai.tool.name': 'run_shell_command',
          'gen_ai.output.messages': JSON.stringify(response(output)),
        },
        { status: { code: 1, message: '' } },
      );
    expect(statusOf('Output: no file\nExit Code: 2\nProcess Group PGID: 7')).toMatchObject({
      errorClass: 'exit code 2',
      tool: { status: 'error', errorClass: 'exit code 2' },
    });
    expect(statusOf('Error: is what the file is about')).toMatchObject({
      errorClass: null,
      tool: { status: 'ok' },
    });
  });

  it('adds thoughts to the output', () => {
    const told = understand('gemini-cli', {
      'event.name': 'gemini_cli.api_response',
      input_token_count: 1000,
      output_token_count: 25,
      thoughts_token_count: 16,
      cached_content_token_count: 0,
      total_token_count: 1041,
      finish_reasons: ['stop', 'stop'],
    });
    expect(told.model!.usage).toMatchObject({ input: 1000, output: 41, reasoning: 16 });
    expect(told.model!.finishReason).toBe('stop');
  });

  it('says that it ran in circles', () => {
    expect(understand('gemini-cli', { 'event.name': 'loop_detected' }).kind).toBe('loop_detected');
  });
});

describe('others', () => {
  it('Qwen Code’s hooks that say nothing are hooks, not failures of the agent', () => {
    const span = normalise('qwen-code', 'qwen-code.hook', { 'tool.name': 'ls', 'error.type': 'hook_error' });
    expect(span).toMatchObject({ kind: 'hook', tool: null });
  });

  it('opencode’s answer to a call that fits no tool is a failure', () => {
    const args = { tool: 'read', error: 'Model tried to call unavailable tool' };
    const values = { 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 'invalid' };
    const span = normalise('opencode', 'ai.toolCall', {
      ...values,
      'ai.toolCall.args': JSON.stringify(args),
    });
    expect(span).toMatchObject({ errorMessage: args.error, tool: { status: 'invalid_args' } });
  });

  it.each([
    [{ 'gen_ai.tool.call.id': 'call_1' }, 'tool'],
    [{ 'session.id': 's' }, 'step'],
  ])('Qwen Code’s tool at work is a call only where it says of which: %j', (values, kind) => {
    expect(normalise('qwen-code', 'qwen-code.tool.execution', values).kind).toBe(kind);
  });

  it.each([
    ['config', 'guardrail'],
    ['user', 'approval'],
  ])('Qwen Code’s wait for a permission by %s is %s', (source, kind) => {
    const values = { decision: 'reject', source };
    expect(normalise('qwen-code', 'qwen-code.tool.blocked_on_user', values)).toMatchObject({
      kind,
      errorClass: 'denied',
    });
  });

  it.each([
    ['denied-by-rules', 'guardrail'],
    ['denied-interactively-by-user', 'approval'],
    ['approved', 'approval'],
  ])('Copilot’s permission that is %s is %s', (result, kind) => {
    const values = { 'github.copilot.permission.result': result };
    expect(normalise('github.copilot', 'permission', values).kind).toBe(kind);
  });

  it('Anthropic’s SDK says how often a request was sent again', () => {
    const values = { 'gen_ai.operation.name': 'chat', 'http.request.resend_count': 1 };
    expect(normalise('com.anthropic.sdk.typescript', 'x', values).model!.attempts).toBe(2);
  });

  it('opencode’s own span of a tool call is one, its machinery is not', () => {
    const call = normalise('opencode', 'Tool.execute', { 'tool.name': 'bash', 'tool.call_id': 'c' });
    expect(call).toMatchObject({ kind: 'tool', tool: { name: 'bash', callId: 'c' } });
    expect(normalise('opencode', 'sql.execute', { 'tool.name': 'x' })).toMatchObject({
      kind: 'other',
      noise: true,
    });
  });

  it.each([
    ['"run it"', 'run it'],
    ['"say \\"hello\\" to it"', 'say "hello" to it'],
    ['"run it" "and stop it"', '"run it" "and stop it"'],
    ['say "hello"', 'say "hello"'],
    ['"hello"', '"hello"'],
  ])('opencode’s prompt is what the person wrote: %s', (prompt, written) => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: prompt }] }];
    const span = normalise('opencode', 'ai.streamText.doStream', {
      'ai.operationId': 'ai.streamText.doStream',
      'ai.prompt.messages': JSON.stringify(messages),
    });
    expect(span).toMatchObject({ kind: 'llm', userMessage: written });
  });

  it.each([
    '<current_datetime>2026-11-20</current_datetime>\n\nrun it',
    'run it\n\n<system_reminder>\n<sql_tables>todos</sql_tables>\n</system_reminder>',
  ])('Copilot’s prompt is what the person wrote: %s', (prompt) => {
    const messages = [{ role: 'user', parts: [{ type: 'text', content: prompt }] }];
    const span = normalise('github.copilot', 'invoke_agent', {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.input.messages': JSON.stringify(messages),
    });
    expect(span).toMatchObject({ kind: 'agent', agent: 'github-copilot', userMessage: 'run it' });
  });

  it('what agents add to a prompt is looked for once, however long the prompt is', () => {
    const gap = ' '.repeat(500_000);
    const content = `run${gap}it <system-reminder>`;
    const span = normalise('github.copilot', 'invoke_agent', {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]),
    });
    expect(span.userMessage?.startsWith('run  ')).toBe(true);
    const prompt = `<user_query>${gap}run it${gap}`;
    const event = understand('grok-cli', { 'event.name': 'grok_code.user_prompt', prompt });
    expect(event).toMatchObject({ userMessage: prompt.trim() });
  });

  it('goose is named by its span', () => {
    const span = normalise('goose', 'invoke_agent goose', { 'gen_ai.operation.name': 'invoke_agent' });
    expect(span).toMatchObject({ kind: 'agent', agent: 'goose' });
  });

  it('goose before the conventions is told by the names of its spans', () => {
    const from = (name: string, values: Record<string, string>) => normalise('goose', name, values);
    const prompt = { user_message: 'run it', trace_input: 'run it' };
    expect(from('reply', prompt)).toMatchObject({ kind: 'agent', agent: 'goose', userMessage: 'run it' });
    expect(from('reply_stream', {})).toMatchObject({ kind: 'agent', agent: 'goose' });
    expect(from('stream_response_from_provider', {})).toMatchObject({ kind: 'llm' });
    const input = '{"tool":"shell","arguments":{"command":"ls"}}';
    expect(from('dispatch_tool_call', { input })).toMatchObject({
      kind: 'tool',
      tool: { name: 'shell', arguments: '{"command":"ls"}' },
    });
    expect(from('dispatch_tool_call', { input: 'cut {' })).toMatchObject({ kind: 'tool' });
  });

  it('Grok CLI’s calls, tools and prompts are told by its records alone', () => {
    const event = (name: string, values: Record<string, Plain>) =>
      understand('grok-cli', { 'event.name': `grok_code.${name}`, 'prompt.id': 'p', ...values });
    const prompt = '<user_query>\nwhere is it set?\n</user_query>';
    expect(event('user_prompt', { prompt })).toMatchObject({
      kind: 'user_message',
      agent: 'grok',
      promptId: 'p',
      userMessage: 'where is it set?',
    });
    const usage = { input_tokens: 1137, cache_read_tokens: 576, output_tokens: 48, reasoning_tokens: 16 };
    const request = { model: 'grok-4.6', stop_reason: 'toolcalls', duration_ms: 51, ...usage };
    expect(event('api_request', request)).toMatchObject({
      kind: 'model_call',
      durationMs: 51,
      model: {
        requestModel: 'grok-4.6',
        finishReason: 'tool',
        usage: { input: 1137, cacheRead: 576, output: 48, reasoning: 16 },
      },
    });
    const call = { tool_name: 'grep', tool_use_id: 'c', tool_input: '{"pattern":"limit"}' };
    expect(event('tool_result', { ...call, success: true, tool_output: '4: limit' })).toMatchObject({
      kind: 'tool_call',
      tool: { name: 'grep', callId: 'c', arguments: '{"pattern":"limit"}', result: '4: limit' },
    });
    expect(event('tool_result', { ...call, success: false, error_message: 'no such file' })).toMatchObject({
      errorMessage: 'no such file',
    });
  });

  it('what has no vocabulary keeps its name and text', () => {
    expect(understand('app', { 'event.name': 'checkout' }, 'bought')).toMatchObject({
      kind: 'other',
      name: 'checkout',
      text: 'bought',
      severity: 'INFO',
      time: 7,
    });
  });

  it.each([
    ['com.anthropic.claude_code.events', 'api_request', true],
    ['com.anthropic.claude_code.events', 'plugin_loaded', false],
    ['codex_otel.log_only', 'codex.tool_result', true],
    ['gemini-cli', 'gemini_cli.api_response', true],
    ['grok-cli', 'grok_code.user_prompt', true],
    ['shop', 'api_request', false],
    ['shop', 'gen_ai.user.message', false],
  ])('records of %s called %s carry a session: %s', (scopeName, name, carries) => {
    expect(carriesSession(facts(scopeName, { 'event.name': name }))).toBe(carries);
  });
});

describe('messages as records', () => {
  it('are read from the body as a map, as JSON, and from an attribute', () => {
    const tool = { id: 'c', content: 'found' };
    const results = (values: Record<string, Plain>, body?: LogRecord['body']) =>
      understand('lib', { 'event.name': 'gen_ai.tool.message', ...values }, body).toolResults;
    const expected = [{ callId: 'c', result: 'found' }];
    expect(results({}, attributes(tool))).toEqual(expected);
    expect(results({}, JSON.stringify(tool))).toEqual(expected);
    expect(results({ 'gen_ai.event.content': JSON.stringify(tool) })).toEqual(expected);
  });

  it('of a whole call have the request and the answer', () => {
    const told = understand('lib', {
      'event.name': 'gen_ai.client.inference.operation.details',
      'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'where?' }] }],
      'gen_ai.output.messages': [
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'c', name: 'find', arguments: { q: 1 } }],
          finish_reason: 'tool_call',
        },
      ],
      'gen_ai.response.id': 'r',
    });
    expect(told).toMatchObject({
      kind: 'answer',
      userMessage: 'where?',
      model: {
        responseId: 'r',
        finishReason: 'tool',
        requestedCalls: [{ id: 'c', name: 'find', arguments: '{"q":1}' }],
      },
    });
  });

  it('say all figures of the call, and how it failed', () => {
    const told = understand('lib', {
      'event.name': 'gen_ai.client.inference.operation.details',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'here' }] }],
      'gen_ai.usage.input_tokens': 744,
      'gen_ai.usage.output_tokens': 41,
      'gen_ai.usage.cache_write.input_tokens': 1000,
      'gen_ai.usage.reasoning.output_tokens': 16,
      'gen_ai.response.time_to_first_chunk': 0.25,
    });
    expect(told.model).toMatchObject({
      usage: { input: 1744, cacheWrite: 1000, output: 41, reasoning: 16 },
      timeToFirstTokenMs: 250,
    });
    const failed = understand('lib', {
      'event.name': 'gen_ai.client.operation.exception',
      'exception.type': 'RateLimitError',
      'exception.message': 'slow down',
    });
    expect(failed).toMatchObject({
      kind: 'error',
      errorClass: 'RateLimitError',
      errorMessage: 'slow down',
    });
  });

  it('as events of a span are that span’s', () => {
    const span = normalise(
      'lib',
      'chat',
      { 'gen_ai.operation.name': 'chat' },
      {
        events: [event('gen_ai.user.message', { content: 'where?' })],
      },
    );
    expect(span.userMessage).toBe('where?');
  });
});

describe('the same figures everywhere', () => {
  const CACHED = { 'gen_ai.usage.input_tokens': 437, 'gen_ai.usage.cache_read.input_tokens': 576 };

  it('are not taken for figures without cached tokens where an emitter is known to count them', () => {
    const copilot = normalise('github.copilot', 'chat gpt-4.1', {
      'gen_ai.operation.name': 'chat',
      ...CACHED,
    });
    expect(copilot.model!.usage).toMatchObject({ input: 437, cacheRead: 576 });
    const opencode = normalise('opencode', 'ai.streamText.doStream', {
      'ai.operationId': 'ai.streamText.doStream',
      'ai.usage.inputTokens': 437,
      'ai.usage.inputTokenDetails.noCacheTokens': -139,
      'ai.usage.inputTokenDetails.cacheReadTokens': 576,
    });
    expect(opencode.model!.usage).toMatchObject({ input: 437, cacheRead: 576 });
  });
});

describe("agents that are not the program's own", () => {
  const RUN = '{"agent_name":"generalist","prompt":"Find it."}';

  it('are named by what Gemini CLI runs them with', () => {
    const NAMED = { 'gen_ai.agent.name': 'gemini-cli', 'gen_ai.conversation.id': 'c' };
    const agentOf = (operation: string, parentSpanId: string, values: Record<string, Plain> = {}) =>
      normalise(
        'gemini-cli',
        operation,
        { 'gen_ai.operation.name': operation, ...NAMED, ...values },
        { parentSpanId },
      ).agent;
    expect(agentOf('llm_call', '')).toBe('gemini-cli');
    expect(agentOf('llm_call', 'b7ad6b7169203332')).toBeNull();
    expect(agentOf('agent_call', 'b7ad6b7169203332', { 'gen_ai.input.messages': RUN })).toBe('generalist');
    const started = { 'event.name': 'gemini_cli.agent.start', agent_id: 'a1', agent_name: 'generalist' };
    expect(understand('gemini-cli', started)).toMatchObject({ agent: 'generalist', agentId: 'a1' });
  });

  it('are named in the records of opencode alone', () => {
    const span = normalise('opencode', 'ai.streamText.doStream', {
      'ai.operationId': 'ai.streamText.doStream',
      'ai.telemetry.functionId': 'session.llm',
      'ai.telemetry.metadata.sessionId': 'ses_1',
    });
    expect(span).toMatchObject({ agent: 'opencode', agentId: 'ses_1', sessionKey: 'ses_1' });
    const body = ['stream', '{"modelID":"gpt-4o-mini","small":"false","agent":"general"}'];
    expect(understand('opencode', {}, body)).toMatchObject({
      kind: 'request',
      name: 'stream',
      agent: 'general',
    });
    expect(understand('opencode', {}, 'init')).toMatchObject({ kind: 'other', name: 'init', text: 'init' });
  });
});

describe("machinery that looks like the agent's", () => {
  it('is no part of a session that a conversation of Codex belongs to', () => {
    const loop = normalise('codex_exec', 'session_loop', { thread_id: UUID, 'thread.id': 3 });
    expect(loop).toMatchObject({ kind: 'other', sessionKey: null, noise: true });
    const turn = normalise('codex_exec', 'session_task.turn', { 'thread.id': UUID });
    expect(turn).toMatchObject({ kind: 'agent', sessionKey: UUID, agentId: UUID, noise: false });
  });

  it('does not put its namespace into the names of tools', () => {
    const ready = event('event core/src/tools/call_trace.rs:75', {
      'event.name': 'codex.tool_result_ready',
      tool_name: 'spawn_agent',
      tool_namespace: 'multi_agent_v1',
    });
    const values = {
      tool_name: 'multi_agent_v1spawn_agent',
      call_id: 'call_1',
      'codex.tool.phase': 'dispatch',
    };
    const name = 'multi_agent_v1spawn_agent';
    expect(normalise('codex_exec', name, values, { events: [ready] }).tool!.name).toBe('spawn_agent');
    expect(normalise('codex_exec', name, values).tool!.name).toBe(name);
  });

  it.each([
    ['SessionPrompt.ensureTitle', 'hook', true],
    ['SessionCompaction.process', 'hook', true],
    ['LLM.run', 'step', true],
    ['SessionPrompt.loop', 'agent', false],
    ['sql.execute', 'other', true],
  ])('of opencode is folded: %s', (name, kind, noise) => {
    expect(normalise('opencode', name, {})).toMatchObject({ kind, noise });
  });
});

it('tells a failed command by its exit code', () => {
  const call = (code: number) =>
    normalise('github.copilot', 'execute_tool bash bash', {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'bash',
      'process.exit.code': code,
    }).tool;
  expect(call(1)).toMatchObject({ status: 'error', errorClass: 'exit code 1' });
  expect(call(0)).toMatchObject({ status: 'ok', errorClass: null });
});
