/** The extension host's end of the audit trail's page. */
import type { AuditEntry, AuditExportParams, AuditSearchParams } from '../../../src/protocol/audit';
import type { AuditPageMethods } from '../../../src/protocol/auditPage';
import type { RpcPort } from '../../../src/protocol/rpc';
import { RPC_ERROR, RpcError, serveRpc } from '../../../src/protocol/rpc';
import type { SpanRef } from '../../../src/protocol/units';
import type { PageHost } from './panelPage';

export const AUDIT_NOW = Date.UTC(2026, 10, 21, 15, 30);
const TOOLS = ['search_docs', 'read_file', 'edit_file', 'run_shell', 'send_email'];
const OUTCOMES = ['ok', 'ok', 'ok', 'error', 'rate_limited', 'denied'];

export function auditEntry(i: number): AuditEntry {
  const kind =
    i % 11 === 3 ? 'approval' : i % 17 === 5 ? 'handoff' : i % 13 === 7 ? 'side_effect' : 'tool_call';
  const outcome = kind === 'tool_call' ? OUTCOMES[i % 6]! : 'ok';
  return {
    id: `${kind}:${i}`,
    kind,
    time: AUDIT_NOW - i * 37_000,
    durationMs: 12 + ((i * 71) % 4_000),
    sessionId: `session-${Math.floor(i / 40)}`,
    agent: i % 9 === 0 ? null : ['orchestrator', 'researcher', 'coder'][i % 3]!,
    service: 'invoice-agent',
    name: kind === 'handoff' ? 'coder' : kind === 'side_effect' ? 'POST /invoices' : TOOLS[i % 5]!,
    arguments: kind === 'tool_call' ? `{"query":"open invoices, page ${i}","limit":20}` : null,
    outcome,
    errorClass: outcome === 'error' ? 'TimeoutError' : null,
    costUsd: kind === 'tool_call' ? 0.0004 * (1 + (i % 9)) : null,
    source: null,
    traceId: 'a'.repeat(32),
    spanId: String(i).padStart(16, '0'),
  };
}

export class FakeAuditHost implements PageHost {
  revision = 0;
  readonly searches: AuditSearchParams[] = [];
  readonly saved: AuditExportParams[] = [];
  readonly opened: { sessionId: string; span: SpanRef }[] = [];
  constructor(public entries: AuditEntry[]) {}

  serve(port: RpcPort): void {
    serveRpc<AuditPageMethods>(port, {
      'audit/search': (params = {}) => {
        this.searches.push(params);
        const { limit = 200, query, kind, name, agent, outcome, from } = params;
        const found = this.entries.filter(
          (each) =>
            (query === undefined || JSON.stringify(each).includes(query)) &&
            (kind === undefined || each.kind === kind) &&
            (name === undefined || each.name === name) &&
            (agent === undefined || each.agent === agent) &&
            (outcome === undefined || each.outcome === outcome) &&
            (from === undefined || each.time >= from),
        );
        const distinct = (values: (string | null)[]) =>
          [...new Set(values.filter((value) => value !== null))].sort();
        return {
          total: found.length,
          entries: found.slice(0, limit),
          facets: {
            names: distinct(this.entries.map((each) => each.name)),
            agents: distinct(this.entries.map((each) => each.agent)),
            outcomes: distinct(this.entries.map((each) => each.outcome)),
          },
        };
      },
      'audit/save': (params) => {
        this.saved.push(params);
        return true;
      },
      'session/open': (params) => {
        if (params.sessionId === 'session-9')
          throw new RpcError(RPC_ERROR.invalidParams, 'This session is no longer kept.');
        this.opened.push(params);
        return null;
      },
    });
  }
}
