/** What may be wrong with a backend's answer, and the checks that find it. Whoever shows it has the words. */
import { isRecord } from '../protocol/jsonObject';
import type { HttpAnswer } from './traceBackend';

export type RemoteProblemKind =
  /** Nobody answers there, or not in time. */
  | 'unreachable'
  /** Wants a key, or another one. */
  | 'unauthorized'
  /** The backend knows no such trace. */
  | 'not-found'
  /** What answers is not this backend's API. */
  | 'not-api'
  /** Sends on to another address, such as a page to sign in. */
  | 'redirected'
  /** Larger than what is read. */
  | 'too-large'
  /** Any other status than success. */
  | 'refused';

export class RemoteProblem extends Error {
  /** `detail`: what the other side, or the network, said of it; '' for nothing. */
  constructor(
    readonly kind: RemoteProblemKind,
    readonly detail = '',
    options?: ErrorOptions,
  ) {
    super(detail === '' ? kind : `${kind}: ${detail}`, options);
  }
}

/** Of an error's body. */
const LONGEST_QUOTE = 300;

/** The answer itself when it is a success. */
export function successful(answer: HttpAnswer): HttpAnswer {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status === 401 || status === 403) throw new RemoteProblem('unauthorized', String(status));
  if (status >= 300 && status < 400) throw new RemoteProblem('redirected', String(status));
  // Routers answer so for paths that they do not know, those of Go among them.
  if (status === 404 && (isPage(answer) || /page not found/i.test(textOf(answer)))) {
    throw new RemoteProblem('not-api', '404');
  }
  if (status === 404) throw new RemoteProblem('not-found');
  throw new RemoteProblem('refused', `${status} ${said(answer)}`.trim());
}

/** Of a successful answer. */
export function jsonOf(answer: HttpAnswer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(textOf(successful(answer)));
  } catch (error) {
    if (error instanceof RemoteProblem) throw error;
    throw new RemoteProblem('not-api', answer.contentType, { cause: error });
  }
  if (!isRecord(value)) throw new RemoteProblem('not-api', answer.contentType);
  return value;
}

/** The first of these ways that what is at the address knows; when it knows none, what the first said. */
export async function firstKnown<T>(first: () => Promise<T>, ...others: (() => Promise<T>)[]): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (!isNotApi(error)) throw error;
    for (const way of others) {
      try {
        return await way();
      } catch (otherError) {
        if (!isNotApi(otherError)) throw otherError;
      }
    }
    throw error;
  }
}

/** The objects of a list; none of what is no list. */
export function recordsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isNotApi(error: unknown): boolean {
  return error instanceof RemoteProblem && error.kind === 'not-api';
}

function isPage({ contentType, body }: HttpAnswer): boolean {
  return contentType.includes('html') || body[0] === '<'.charCodeAt(0);
}

function textOf({ body }: HttpAnswer): string {
  return new TextDecoder().decode(body);
}

/** What an error's body says, shortened: the message of Jaeger's errors, or the text that it is. */
function said(answer: HttpAnswer): string {
  if (isPage(answer)) return '';
  const text = new TextDecoder().decode(answer.body.subarray(0, 8 * LONGEST_QUOTE));
  return (messageIn(text) ?? text).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_QUOTE);
}

/** `{"error": {"message"}}` of Jaeger's API v3, `{"errors": [{"msg"}]}` of the one before. */
function messageIn(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return null;
    const message = isRecord(value.error) ? value.error.message : recordsIn(value.errors)[0]?.msg;
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}
