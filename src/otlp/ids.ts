/** Trace and span ids as lower-case hex (trace.proto, Span.trace_id, Span.span_id). */

const NO_SPAN = '0'.repeat(16);
const NO_TRACE = '0'.repeat(32);

/** 16 bytes, not all zero. */
export function isTraceId(id: string): boolean {
  return id.length === 32 && id !== NO_TRACE;
}

/** 8 bytes, not all zero. */
export function isSpanId(id: string): boolean {
  return id.length === 16 && id !== NO_SPAN;
}

/** Zero bytes mean the same as no id where an id may be missing; some emitters write them. */
export function idUnlessZero(id: string): string {
  return id === NO_SPAN || id === NO_TRACE ? '' : id;
}

/**
 * An id in OTLP/JSON: hex digits of any case, as the specification wants it, or base64 of 8 or 16 bytes, as the
 * general JSON mapping of protobuf writes bytes. '' when it is neither; hex of a wrong length is kept.
 */
export function idFromJson(text: string): string {
  if (isLowerCaseHex(text)) return text;
  if (/^(?:[0-9a-f]{2})*$/i.test(text)) return text.toLowerCase();
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length === 8 || bytes.length === 16) return bytes.toString('hex');
  }
  return '';
}

/** Stands for an id that cannot be read where '' would mean that there is none: a byte, which no id consists of. */
const UNREADABLE = '00';

/** The same where an id may be missing. */
export function optionalIdFromJson(text: string): string {
  const id = idFromJson(text);
  return id === '' && text !== '' ? UNREADABLE : idUnlessZero(id);
}

/** Pairs of digits; what nearly every id is. */
function isLowerCaseHex(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x66 || (code > 0x39 && code < 0x61)) return false;
  }
  return text.length % 2 === 0;
}
