/**
 * A prompt as a list of units — each tool's definition, each message — that can be told apart by a hash, in the order
 * in which providers cache prompts: tools, system text, messages.
 */
import type { Conversation, Message, MessagePart, MessageRole, ToolDefinition } from '../protocol/messages';
import { textHash } from '../protocol/textHash';

export interface PartUnit {
  kind: MessagePart['type'] | 'tool_definition';
  name: string | null;
  callId: string | null;
  chars: number;
}

export interface PromptUnit {
  role: MessageRole | 'tools';
  hash: number;
  parts: readonly PartUnit[];
  /** Place in the conversation's `input`; null for what is not in there. */
  message: number | null;
  /** The emitter cut it off. */
  truncated: boolean;
}

/** All that is needed of a conversation to see how contexts grow; small beside its texts. */
export interface PromptDigest {
  units: readonly PromptUnit[];
  /** The answer, as it will come back in later requests. */
  output: readonly PromptUnit[];
  delta: boolean;
}

export function digestOf({ tools, system, input, output, delta }: Conversation): PromptDigest {
  return {
    units: [
      ...tools.map(toolUnit),
      ...system.map((message) => messageUnit(message, null)),
      ...input.map((message, place) => messageUnit(message, place)),
    ],
    output: output.map((message) => messageUnit(message, null)),
    delta,
  };
}

export function toolText({ name, description, schema }: ToolDefinition): string {
  return [name, description, schema].filter((text) => text !== null).join('\n');
}

/** Everything that a model reads of the part. */
export function partText(part: MessagePart): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text;
    case 'tool_call':
      return `${part.name ?? ''}(${part.arguments ?? ''})`;
    case 'tool_result':
      return part.result ?? '';
    case 'compaction':
      return part.text ?? '';
    case 'other':
      return part.json;
    default:
      return part.uri ?? part.fileId ?? part.name ?? part.type;
  }
}

export function messageText({ parts }: Message): string {
  return parts.map(partText).join('\n');
}

function toolUnit(tool: ToolDefinition): PromptUnit {
  const text = toolText(tool);
  return {
    role: 'tools',
    hash: textHash(text),
    parts: [{ kind: 'tool_definition', name: tool.name, callId: null, chars: text.length }],
    message: null,
    truncated: false,
  };
}

/** Of messages that many requests share (see `messageList.ts`), mostly in the same place. */
const known = new WeakMap<Message, PromptUnit>();

function messageUnit(message: Message, place: number | null): PromptUnit {
  const unit = known.get(message);
  if (unit?.message === place) return unit;
  const made: PromptUnit = {
    role: message.role,
    hash: unit?.hash ?? hashOf(message),
    parts: unit?.parts ?? message.parts.map(partUnit),
    message: place,
    truncated: message.truncated === true,
  };
  known.set(message, made);
  return made;
}

function partUnit(part: MessagePart): PartUnit {
  const isCall = part.type === 'tool_call' || part.type === 'tool_result';
  const isMedia = 'byteLength' in part;
  return {
    kind: part.type,
    name: isCall ? part.name : null,
    callId: isCall ? part.id : null,
    chars: isMedia ? 0 : partText(part).length,
  };
}

/** Of what the model reads: ids of calls differ between SDKs that record one call, and count for nothing. */
function hashOf({ role, parts }: Message): number {
  let hash = textHash(role);
  for (const part of parts) {
    const text = 'byteLength' in part ? (part.data ?? partText(part)) : partText(part);
    hash = (hash * 31 + textHash(part.type) + textHash(text)) % Number.MAX_SAFE_INTEGER;
  }
  return hash;
}
