/** What a gRPC call is answered with, but for the message (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md). */
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import { encodeStatus, RPC_CODE } from '../otlp/response';
import { SERVER_NAME } from './portOwner';
import type { Refusal, RefusalReason } from './refusal';

/** For what a client has on its way when it is refused; those that know gRPC stop then. */
const DRAIN_MS = 500;

/** Metadata longer than a few kilobytes is cut or refused by clients. */
const MAX_GRPC_MESSAGE_CHARS = 1_000;

/** Where gRPC has another code than the google.rpc.Status that OTLP/HTTP answers with. */
const GRPC_CODE: Partial<Record<RefusalReason, number>> = {
  'unknown-path': RPC_CODE.unimplemented,
  'grpc-on-http-port': RPC_CODE.unimplemented,
  'unsupported-content-encoding': RPC_CODE.unimplemented,
  'unexpected-compression': RPC_CODE.internal,
};

export const RESPONSE_HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,deflate,gzip',
  server: SERVER_NAME,
};

/** Answers with trailers only, and stops the client from sending what nobody will read. */
export function refuseCall(stream: ServerHttp2Stream, refusal: Refusal): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond(refusalHeaders(refusal), { endStream: true });
  if (stream.readableEnded) return;
  // What is on its way is read and dropped first: the connection's flow control never gets back the bytes of a stream
  // that is reset under them, and with the last of them all calls on the connection would stand still.
  stream.resume();
  const timer = setTimeout(() => {
    stream.close(constants.NGHTTP2_NO_ERROR);
  }, DRAIN_MS);
  stream.once('close', () => {
    clearTimeout(timer);
  });
}

function refusalHeaders(refusal: Refusal): OutgoingHttpHeaders {
  const { reason, retryAfterSeconds } = refusal;
  const code = GRPC_CODE[reason] ?? refusal.status.code;
  const message = refusal.message.slice(0, MAX_GRPC_MESSAGE_CHARS);
  return {
    ...RESPONSE_HEADERS,
    // What is no gRPC is told so in HTTP's own terms.
    ...(isHttpMatter(refusal) && { ':status': refusal.httpStatus }),
    'grpc-status': String(code),
    'grpc-message': percentEncoded(message),
    ...(retryAfterSeconds !== undefined && {
      'grpc-status-details-bin': base64(encodeStatus({ code, message, retryAfterSeconds }, 'protobuf')),
    }),
  };
}

function isHttpMatter({ reason }: Refusal): boolean {
  return reason === 'method-not-allowed' || reason === 'unsupported-content-type';
}

/** grpc-message: all but printable ASCII, and the percent sign itself, as %XX of its UTF-8 bytes. */
function percentEncoded(text: string): string {
  return text.replace(/[^ -$&-~]/gu, (character) =>
    Array.from(Buffer.from(character, 'utf8'), (byte) => `%${hexByte(byte)}`).join(''),
  );
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** Binary metadata is base64; padding is optional, and senders should leave it out. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
