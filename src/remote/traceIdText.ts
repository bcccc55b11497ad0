/** Trace ids as people have them at hand. */

/** Backends leave out zeros at the front, and people copy ids with dashes and spaces. Null for what is no id. */
export function traceIdOf(text: string): string | null {
  const hex = text.trim().replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{1,32}$/.test(hex) ? hex.padStart(32, '0') : null;
}

/** An id, or the address of a trace in a backend's user interface: `…/trace/<id>`, `…/traces/<id>?…`. */
export function typedTraceId(text: string): string | null {
  const inAddress = /\/traces?\/(?<id>[0-9a-f]{16,32})(?![0-9a-z])/i.exec(text)?.groups?.id;
  return traceIdOf(inAddress ?? text);
}
