import { RPC_CODE } from '../otlp/response';

/**
 * Why the listener refuses a request: short and stable, they are shown in the collector's status. Reasons for single
 * spans are in `otlp/validate.ts`.
 */
export type RefusalReason =
  | 'forbidden-host'
  | 'forbidden-origin'
  | 'unknown-path'
  | 'unsupported-signal'
  | 'method-not-allowed'
  | 'unsupported-content-type'
  | 'unsupported-content-encoding'
  | 'body-too-large'
  | 'corrupt-compression'
  | 'incomplete-body'
  | 'malformed-protobuf'
  | 'malformed-json'
  | 'malformed-http'
  | 'internal-error';

/** google.rpc code (google/rpc/code.proto) of each HTTP status that the listener answers with. */
const RPC_CODE_OF = {
  400: RPC_CODE.invalidArgument,
  403: RPC_CODE.permissionDenied,
  404: RPC_CODE.notFound,
  405: RPC_CODE.unimplemented,
  413: RPC_CODE.resourceExhausted,
  415: RPC_CODE.invalidArgument,
  503: RPC_CODE.unavailable,
} as const;

export type RefusalStatus = keyof typeof RPC_CODE_OF;

/** A request that is not accepted, with everything that its answer needs. */
export class Refusal extends Error {
  constructor(
    readonly httpStatus: RefusalStatus,
    readonly reason: RefusalReason,
    /** Plain English for the developer who reads the exporter's log: what was wrong and what to do. */
    message: string,
    /** Items refused: spans where they could be counted, else requests. */
    readonly count = 1,
  ) {
    super(message);
    this.name = 'Refusal';
  }

  get rpcCode(): number {
    return RPC_CODE_OF[this.httpStatus];
  }
}
