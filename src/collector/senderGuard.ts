/** Who may send: programs on this machine, not web pages, and with a token only those that have it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal';

/**
 * Names that only this machine answers to. Anything else may be a web page behind a rebound DNS name. Some HTTP/2
 * clients leave out the brackets of ::1, or percent-encode them.
 */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\]|::1|%5B::1%5D)(?::\d+)?$/i;

/** RFC 6750. Not every SDK decodes the blank that OTEL_EXPORTER_OTLP_HEADERS holds percent-encoded. */
const BEARER = /^Bearer(?: |%20)+/i;

/**
 * Web pages must not reach the collector: neither directly nor through a DNS name that resolves to loopback. Throws a
 * `Refusal`. `hosts`: all that the request names, by Host headers, `:authority` and its target; at least one.
 */
export function checkSender(hosts: readonly string[], origin: string | undefined): void {
  if (hosts.length === 0 || !hosts.every((host) => LOOPBACK_HOST.test(host))) {
    throw new Refusal(
      403,
      'forbidden-host',
      'The Host header must be 127.0.0.1, localhost or [::1]: send to one of these.',
    );
  }
  if (origin !== undefined) {
    throw new Refusal(
      403,
      'forbidden-origin',
      'Requests from web pages (with an Origin header) are refused.',
    );
  }
}

/** Throws a `Refusal` when a token is asked for and the Authorization header (gRPC: metadata) does not have it. */
export function checkToken(authorization: string | undefined, token: string | null): void {
  if (token === null) return;
  const fix =
    'start the program in a Turnline traced terminal, or give it the OTEL_EXPORTER_OTLP_HEADERS of one.';
  if (authorization === undefined) {
    throw new Refusal(401, 'missing-token', `Turnline asks for a token, and there is none: ${fix}`);
  }
  const given = authorization.replace(BEARER, '');
  if (given === authorization || !isEqual(given, token)) {
    throw new Refusal(401, 'wrong-token', `The token is not the one that Turnline asks for: ${fix}`);
  }
}

/** Takes as long for a token that is nearly right as for any other. */
function isEqual(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
