/** Ids of spans that nobody sent: the same for the same content, in any order of arrival and after any restart. */

/** 32 lower-case hex digits, as of a trace. */
export function syntheticTraceId(...content: readonly unknown[]): string {
  const text = JSON.stringify(content);
  return hash64(`a${text}`) + hash64(`b${text}`);
}

/** 16 lower-case hex digits, as of a span. */
export function syntheticSpanId(...content: readonly unknown[]): string {
  return hash64(JSON.stringify(content));
}

/** Two 32-bit multiplicative hashes that feed each other (cyrb53's scheme, all 64 bits kept). */
function hash64(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = mixed(high, low);
  low = mixed(low, high);
  return hex(high) + hex(low);
}

function mixed(a: number, b: number): number {
  return Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
