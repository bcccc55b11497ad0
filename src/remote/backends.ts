/** The backends that can be opened from, and which of them a user has. */
import { isRecord } from '../protocol/jsonObject';
import { JAEGER } from './jaeger';
import { recordsIn } from './remoteProblem';
import { TEMPO } from './tempo';
import type { BackendKind, TraceBackend } from './traceBackend';

export const BACKENDS: readonly TraceBackend[] = [JAEGER, TEMPO];

/** A backend at an address. */
export interface RemoteBackend {
  backend: TraceBackend;
  /** As `backendAddress` writes it. */
  url: string;
}

/** As the setting has it. */
export interface BackendEntry {
  kind: BackendKind;
  url: string;
}

/** What of the setting can be used; the rest is passed over. */
export function configuredBackends(value: unknown): RemoteBackend[] {
  return recordsIn(value).flatMap(({ kind, url }) => {
    const backend = BACKENDS.find((each) => each.kind === kind);
    const address = typeof url === 'string' ? backendAddress(url) : null;
    return backend && address !== null ? [{ backend, url: address }] : [];
  });
}

/** The setting with this backend in it once, in front: what was used last is offered first. */
export function withBackendFirst(value: unknown, { backend, url }: RemoteBackend): unknown[] {
  return [{ kind: backend.kind, url } satisfies BackendEntry, ...withoutBackend(value, { backend, url })];
}

/** What cannot be read of the setting stays in it. */
export function withoutBackend(value: unknown, { backend, url }: RemoteBackend): unknown[] {
  const entries: unknown[] = Array.isArray(value) ? value : [];
  return entries.filter((entry) => {
    if (!isRecord(entry) || typeof entry.url !== 'string') return true;
    return entry.kind !== backend.kind || backendAddress(entry.url) !== url;
  });
}

/**
 * The address of a backend's API, of what a user has typed: also that of a page of its user interface. Null for what
 * is no address by HTTP, and for one with a password in it, which would be kept and shown.
 */
export function backendAddress(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') return null;
  const path = url.pathname.replace(/\/(?:trace|search)(?:\/.*)?$/, '').replace(/\/+$/, '');
  return `${url.protocol}//${url.host}${path}`;
}

export function isOnThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
