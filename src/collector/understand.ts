import type { Resource, TracesRequest } from '../otlp/records';
import { normaliseSpan } from '../semconv/normalise';
import { sessionKeyOf } from '../semconv/sessionKey';
import type { InsertBatch } from '../store/store';

const NO_RESOURCE: Resource = { attributes: new Map(), droppedAttributesCount: 0 };

/** Every span of a request in the agent model, ready to be stored. */
export function understand(request: TracesRequest): InsertBatch[] {
  return request.resourceSpans.flatMap(({ resource, schemaUrl: resourceSchemaUrl, scopeSpans }) =>
    scopeSpans.map(({ scope, schemaUrl: scopeSchemaUrl, spans }) => ({
      resource,
      resourceSchemaUrl,
      scope,
      scopeSchemaUrl,
      spans: spans.map((record) => {
        const agentSpan = normaliseSpan(record, resource, scope);
        const sessionKeyFromResource =
          agentSpan.sessionKey !== null &&
          sessionKeyOf({ span: record, resource: NO_RESOURCE, scope }) === null;
        return { record, agentSpan, sessionKeyFromResource };
      }),
    })),
  );
}
