/**
 * Headers as OTEL_EXPORTER_OTLP_HEADERS has them: `name=value,name=value`, values percent-encoded ("Specifying headers
 * via environment variables" in the specification's "OpenTelemetry Protocol Exporter").
 *
 * @returns null when the text is not of that form; no headers for an empty one
 */
export function headersFromText(text: string): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return null;
    const decoded = percentDecoded(value);
    // A line break would end the header.
    if (decoded === null || /[^\t\x20-\x7e\x80-\xff]/.test(decoded)) return null;
    headers[name.toLowerCase()] = decoded;
  }
  return headers;
}

function percentDecoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
