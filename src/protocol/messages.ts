/** Messages of model calls in one shape, whichever SDK sent them in which. Lengths are in UTF-16 units. */
import type { SpanRef } from './units';

export type MessageRole = 'system' | 'user' | 'assistant' | 'tool' | 'other';

export const MEDIA_TYPES = ['image', 'audio', 'video', 'file'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Where an image, a recording or a document is: at a URI, under an id of the provider, or in the message itself. */
export interface MediaPart {
  type: MediaType;
  mimeType: string | null;
  name: string | null;
  uri: string | null;
  fileId: string | null;
  /** Of what the message itself holds; null when it holds nothing. */
  byteLength: number | null;
  /** That, in base64: only where the part is asked for by itself (`span/messagePart`). */
  data?: string;
}

export type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** `arguments` and `result` are JSON text, or plain text where the emitter sent that. */
  | { type: 'tool_call'; id: string | null; name: string | null; arguments: string | null }
  | { type: 'tool_result'; id: string | null; name: string | null; result: string | null; isError?: true }
  | MediaPart
  /** History was replaced by a summary; `text` where that is readable. */
  | { type: 'compaction'; text: string | null }
  /** Server-side tools, citations, … `kind` is the emitter's own name for it, `json` all of it. */
  | { type: 'other'; kind: string; json: string };

export interface Message {
  role: MessageRole;
  /** Of whoever speaks, or of the tool, where the message says so. */
  name?: string;
  parts: MessagePart[];
  /** As emitted inside the message; null in most shapes. */
  finishReason: string | null;
  /** The emitter cut its JSON off inside of this message, or right behind it: there may have been more. */
  truncated?: true;
}

/** A tool as the model is told of it. */
export interface ToolDefinition {
  name: string;
  description: string | null;
  /** JSON Schema of the arguments as JSON text; null when the emitter leaves it out. */
  schema: string | null;
}

/** What one model call was asked and answered. Lists are empty where the emitter sent nothing. */
export interface Conversation {
  /** What the model is told before the conversation; messages that come later with the role stay in `input`. */
  system: Message[];
  input: Message[];
  output: Message[];
  tools: ToolDefinition[];
  /** `input` has only what is new since the call before, as the emitter is known to do. */
  delta: boolean;
}

/** Lists of a conversation that hold messages. */
export const MESSAGE_LISTS = ['system', 'input', 'output'] as const;
export type MessageList = (typeof MESSAGE_LISTS)[number];

export type SpanMessagesParams = SpanRef & {
  /** Longest text of a part, of arguments, a result or a tool's schema; 10 000 when absent. */
  maxChars?: number;
};

/** `chars`: length of the whole where only its beginning is here. */
export type ShownPart = MessagePart & { chars?: number };
export type ShownMessage = Omit<Message, 'parts'> & { parts: ShownPart[] };
export type ShownToolDefinition = ToolDefinition & { chars?: number };

/** Answer of `span/messages`. */
export interface SpanMessages {
  system: ShownMessage[];
  input: ShownMessage[];
  output: ShownMessage[];
  tools: ShownToolDefinition[];
  /** See `Conversation`. */
  delta: boolean;
  /** The emitter cut content off: what is here is its beginning. */
  truncated: boolean;
}

export type MessagePartParams = SpanRef & {
  list: MessageList;
  /** 0-based place in that list. */
  message: number;
  /** 0-based place in the message's parts. */
  part: number;
};
