/** SQL function of the view `messages`: what a span says of its conversation, read when somebody asks for it. */
import type { Message, MessagePart } from '../protocol/messages';
import { decodeResource, decodeScope } from '../otlp/protobuf';
import { conversationOf } from '../semconv/conversation';
import type { Database } from './database';
import { storableText } from './storableText';
import type { SpanTable } from './spanTable';

/** One row of the view: list, index, part, role, kind, name, call_id, text. */
type MessageRow = [string, number, number, string, string, string | null, string | null, string | null];

/** `span_messages(pack_no, place)`: the rows of the span as JSON. */
export function messageFunction(db: Database, spans: SpanTable): (packNo: number, place: number) => string {
  return (packNo, place) => {
    db.checkTime();
    const [resource, scope] = db.row(
      `SELECT resource.content, scope.content FROM pack JOIN resource USING (resource_no) JOIN scope USING (scope_no)
       WHERE pack_no = ?`,
      [packNo],
    ) as [Uint8Array, Uint8Array];
    const { system, input, output } = conversationOf({
      span: spans.readOne(packNo, place).record,
      resource: decodeResource(resource),
      scope: decodeScope(scope),
    });
    const rows = [...rowsOf('system', system), ...rowsOf('input', input), ...rowsOf('output', output)];
    return JSON.stringify(rows);
  };
}

function rowsOf(list: string, messages: readonly Message[]): MessageRow[] {
  return messages.flatMap(({ role, name = null, parts }, index) =>
    parts.map((part, place): MessageRow => {
      const isCall = part.type === 'tool_call' || part.type === 'tool_result';
      const said = isCall ? part.name : name;
      const callId = isCall ? part.id : null;
      return [list, index, place, role, part.type, storable(said), storable(callId), storable(textOf(part))];
    }),
  );
}

function storable(text: string | null): string | null {
  return text === null ? null : storableText(text);
}

function textOf(part: MessagePart): string | null {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'compaction':
      return part.text;
    case 'tool_call':
      return part.arguments;
    case 'tool_result':
      return part.result;
    case 'other':
      return part.json;
    default:
      return part.uri ?? part.fileId ?? part.name;
  }
}
