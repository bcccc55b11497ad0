/** What the audit trail's page asks of the extension host. */
import type { AuditExportParams } from './audit';
import type { CollectorMethods } from './methods';
import type { SpanRef } from './units';

export type AuditPageMethods = Pick<CollectorMethods, 'audit/search'> & {
  /** Lets the user choose where what was found goes. False when they did not. */
  'audit/save': { params: AuditExportParams; result: boolean };
  /** Opens the session's panel at the span. An error when the session is no longer kept. */
  'session/open': { params: { sessionId: string; span: SpanRef }; result: null };
};

export type AuditPageNotifications = {
  /** Something new was received. */
  changed: null;
};
