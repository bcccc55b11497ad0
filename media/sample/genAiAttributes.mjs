// Span attributes by the OpenTelemetry semantic conventions for generative AI (gen_ai.*) and for code (code.*).

export function agentRequest(agent, conversationId, messages) {
  return {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.conversation.id': conversationId,
    'gen_ai.agent.name': agent.name,
    'gen_ai.agent.description': agent.description,
    'gen_ai.provider.name': agent.model.provider,
    'gen_ai.request.model': agent.model.name,
    'gen_ai.input.messages': JSON.stringify(messages),
  };
}

/** The agent's span repeats the sum of its model calls, as most instrumentations do. */
export function agentResponse(message, usage) {
  return { 'gen_ai.output.messages': JSON.stringify([message]), ...usageAttributes(usage) };
}

export function workflowRequest(name, conversationId) {
  return {
    'gen_ai.operation.name': 'invoke_workflow',
    'gen_ai.workflow.name': name,
    'gen_ai.conversation.id': conversationId,
  };
}

export function chatRequest(agent, conversationId, { system, tools, messages }) {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.conversation.id': conversationId,
    'gen_ai.agent.name': agent.name,
    'gen_ai.provider.name': agent.model.provider,
    'gen_ai.request.model': agent.model.name,
    'gen_ai.request.stream': true,
    'gen_ai.system_instructions': JSON.stringify(system),
    'gen_ai.tool.definitions': JSON.stringify(tools),
    'gen_ai.input.messages': JSON.stringify(messages),
  };
}

export function chatResponse(answer, firstChunkMs) {
  return {
    'gen_ai.response.id': answer.id,
    'gen_ai.response.model': answer.model,
    'gen_ai.response.finish_reasons': [answer.stopReason],
    'gen_ai.response.time_to_first_chunk': firstChunkMs / 1000,
    'gen_ai.output.messages': JSON.stringify([answer.message]),
    ...usageAttributes(answer.usage),
  };
}

function usageAttributes(usage) {
  return {
    'gen_ai.usage.input_tokens': usage.input,
    'gen_ai.usage.cache_read.input_tokens': usage.cacheRead,
    'gen_ai.usage.cache_write.input_tokens': usage.cacheWrite,
    'gen_ai.usage.output_tokens': usage.output,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoning,
  };
}

export function toolRequest(agent, conversationId, tool, call) {
  return {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.conversation.id': conversationId,
    'gen_ai.agent.name': agent.name,
    'gen_ai.tool.name': tool.name,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.description': tool.description,
    'gen_ai.tool.call.id': call.id,
    'gen_ai.tool.call.arguments': JSON.stringify(call.arguments),
    ...(tool.source && {
      'code.file.path': tool.source.file,
      'code.line.number': tool.source.line,
      'code.function.name': tool.source.functionName,
    }),
  };
}

export function toolResponse(result) {
  return { 'gen_ai.tool.call.result': typeof result === 'string' ? result : JSON.stringify(result) };
}
