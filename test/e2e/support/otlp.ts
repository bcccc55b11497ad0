import { randomBytes } from 'node:crypto';

/** A session of one model call, as an exporter would send it. */
export function sessionRequest(title: string): object {
  const now = BigInt(Date.now()) * 1_000_000n;
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'chat gpt-5',
    kind: 3,
    startTimeUnixNano: String(now - 1_000_000_000n),
    endTimeUnixNano: String(now),
    attributes: [
      attribute('gen_ai.operation.name', 'chat'),
      attribute('gen_ai.request.model', 'gpt-5'),
      attribute('gen_ai.conversation.id', title),
      attribute(
        'gen_ai.input.messages',
        JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: title }] }]),
      ),
    ],
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

/**
 * Sends a session of one model call.
 *
 * @returns The status of the answer; null when nobody listens there.
 */
export async function exportSession(port: number, title: string, headers = {}): Promise<number | null> {
  const body = JSON.stringify(sessionRequest(title));
  const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }).catch(() => null);
  return response?.status ?? null;
}
