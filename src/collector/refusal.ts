import type { RpcStatus } from '../otlp/response';
import { RPC_CODE } from '../otlp/response';

/**
 * Why a listener refuses a request: short and stable, they are shown in the collector's status. Reasons for single
 * items are in `otlp/validate.ts`.
 */
export type RefusalReason =
  | 'forbidden-host'
  | 'forbidden-origin'
  | 'missing-token'
  | 'wrong-token'
  | 'grpc-on-http-port'
  | 'http-on-grpc-port'
  | 'tls-not-supported'
  | 'headers-too-large'
  | 'unknown-path'
  | 'unsupported-signal'
  | 'method-not-allowed'
  | 'unsupported-content-type'
  | 'unsupported-content-encoding'
  | 'body-too-large'
  | 'too-many-records'
  | 'corrupt-compression'
  | 'unexpected-compression'
  | 'incomplete-body'
  | 'slow-body'
  | 'malformed-protobuf'
  | 'malformed-json'
  | 'malformed-http'
  | 'malformed-grpc'
  | 'too-many-connections'
  | 'overloaded'
  | 'journal-unavailable'
  | 'memory-limit'
  | 'internal-error';

/** google.rpc code (google/rpc/code.proto) of each HTTP status that is answered with. */
const RPC_CODE_OF = {
  400: RPC_CODE.invalidArgument,
  401: RPC_CODE.unauthenticated,
  403: RPC_CODE.permissionDenied,
  404: RPC_CODE.notFound,
  405: RPC_CODE.unimplemented,
  408: RPC_CODE.deadlineExceeded,
  413: RPC_CODE.resourceExhausted,
  415: RPC_CODE.invalidArgument,
  431: RPC_CODE.resourceExhausted,
  503: RPC_CODE.unavailable,
} as const;

export type RefusalStatus = keyof typeof RPC_CODE_OF;

export interface RefusalDetails {
  /** Items refused, where they could be counted; else the request counts as one. */
  count?: number;
  /** The field of the request that is wrong. */
  badField?: string;
}

/** When a sender should try again what this moment could not take. */
const RETRY_AFTER_SECONDS = 2;

/** A request that is not accepted, with everything that its answer needs. */
export class Refusal extends Error {
  readonly count: number;
  readonly status: RpcStatus;
  /** For Retry-After and RetryInfo; undefined when sending the same again would not help. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly httpStatus: RefusalStatus,
    readonly reason: RefusalReason,
    /** Plain English for the developer who reads the exporter's log: what was wrong and what to do. */
    message: string,
    { count = 1, badField }: RefusalDetails = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.count = count;
    this.retryAfterSeconds = httpStatus === 503 ? RETRY_AFTER_SECONDS : undefined;
    this.status = {
      code: RPC_CODE_OF[httpStatus],
      message,
      ...(badField !== undefined && { badField }),
      ...(this.retryAfterSeconds !== undefined && { retryAfterSeconds: this.retryAfterSeconds }),
    };
  }
}
