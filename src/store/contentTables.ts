import type { Resource, Scope } from '../otlp/records';
import { encodeResource, encodeScope, rawMessage } from '../otlp/protobuf';
import type { Database } from './database';
import { storableText } from './storableText';

/** What the records of one scope share. */
export interface Origin {
  resource: Resource;
  resourceSchemaUrl: string;
  scope: Scope;
  scopeSchemaUrl: string;
}

export interface OriginRows {
  resourceNo: number;
  scopeNo: number;
}

/** The rows of a resource and scope, new when there are none: both repeat in every request. */
export function originRows(
  db: Database,
  { resource, resourceSchemaUrl, scope, scopeSchemaUrl }: Origin,
): OriginRows {
  return {
    resourceNo: contentRow(
      db,
      'resource',
      rawMessage(resource) ?? encodeResource(resource),
      resourceSchemaUrl,
    ),
    scopeNo: contentRow(db, 'scope', rawMessage(scope) ?? encodeScope(scope), scopeSchemaUrl),
  };
}

function contentRow(
  db: Database,
  table: 'resource' | 'scope',
  content: Uint8Array,
  schemaUrl: string,
): number {
  const url = storableText(schemaUrl);
  const known = db.row(`SELECT ${table}_no FROM ${table} WHERE content = ? AND schema_url = ?`, [
    content,
    url,
  ]);
  const row =
    known ??
    db.row(`INSERT INTO ${table} (content, schema_url) VALUES (?, ?) RETURNING ${table}_no`, [content, url]);
  return row![0] as number;
}
