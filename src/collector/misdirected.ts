/** What senders are told that speak to the wrong port, in the protocol that they understand. */
import { performServerHandshake } from 'node:http2';
import type { Socket } from 'node:net';
import { refuseCall } from './grpcAnswer';
import { answerRefusal, rawAnswer } from './otlpHttp';
import { Refusal } from './refusal';

/** For the sender to read the answer and hang up. */
const LINGER_MS = 2_000;

/** `grpcPort`: of OTLP/gRPC; null when there is none. */
export function grpcOnHttpPort(socket: Socket, grpcPort: number | null): Refusal {
  const elsewhere = grpcPort === null ? '' : `, or send OTLP/gRPC to port ${grpcPort}`;
  return new Refusal(
    400,
    'grpc-on-http-port',
    `Port ${portOf(socket)} is for OTLP/HTTP: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf${elsewhere}.`,
  );
}

export function httpOnGrpcPort(socket: Socket, httpPort: number | null): Refusal {
  const elsewhere = httpPort === null ? '' : `send OTLP/HTTP to port ${httpPort}, or `;
  return new Refusal(
    400,
    'http-on-grpc-port',
    `Port ${portOf(socket)} is for OTLP/gRPC: ${elsewhere}set OTEL_EXPORTER_OTLP_PROTOCOL=grpc.`,
  );
}

export function tlsNotSupported(socket: Socket): Refusal {
  return new Refusal(
    400,
    'tls-not-supported',
    `Port ${portOf(socket)} does not speak TLS: send to http://, not to https://.`,
  );
}

/** Answers by HTTP/1.1 and ends the connection. `request`: what of the request has been read. */
export function answerHttp1(socket: Socket, refusal: Refusal, request: Buffer): void {
  const type = /^content-type:[ \t]*(\S+)[ \t]*$/im.exec(request.toString('latin1'))?.[1];
  socket.end(rawAnswer(answerRefusal(refusal, type === undefined ? {} : { 'content-type': type })));
  // What else comes is dropped: unread data would make the answer unreadable.
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => {
    clearTimeout(timer);
  });
}

/** Answers the first call over HTTP/2 and ends the connection. */
export function answerGrpc(socket: Socket, refusal: Refusal): void {
  const session = performServerHandshake(socket);
  session.on('error', () => undefined);
  session.on('stream', (stream) => {
    stream.on('error', () => undefined);
    refuseCall(stream, refusal);
    session.close();
  });
  session.setTimeout(LINGER_MS, () => {
    session.destroy();
  });
}

function portOf(socket: Socket): number {
  return socket.localPort ?? 0;
}
