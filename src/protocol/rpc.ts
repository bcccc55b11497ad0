/**
 * The one RPC of Turnline: worker thread, stdio and webview speak it over different ports. Every request gets a
 * reply, every failure is an error reply, and a caller never waits for ever, but for a person.
 */

export interface RpcRequest {
  id: number;
  method: string;
  params?: unknown;
}
export interface RpcErrorBody {
  /** One of `RPC_ERROR`. */
  code: string;
  /** Plain English: what was wrong and what to do. */
  message: string;
}
export type RpcReply = { id: number; result: unknown } | { id: number; error: RpcErrorBody };
export interface RpcNotification {
  method: string;
  params?: unknown;
}
export type RpcMessage = RpcRequest | RpcReply | RpcNotification;

export const RPC_ERROR = {
  unknownMethod: 'unknown_method',
  invalidParams: 'invalid_params',
  invalidMessage: 'invalid_message',
  notFound: 'not_found',
  refused: 'refused',
  timeout: 'timeout',
  closed: 'closed',
  internal: 'internal',
} as const;
export type RpcErrorCode = (typeof RPC_ERROR)[keyof typeof RPC_ERROR];

/** A failure that crosses the boundary as it is. Anything else that a handler throws becomes `internal`. */
export class RpcError extends Error {
  constructor(
    readonly code: RpcErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'RpcError';
  }
}

/** One end of a two-way message channel. */
export interface RpcPort {
  post(message: RpcMessage): void;
  /** Returns a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** Method name → what it takes and what it answers. */
export type RpcMethods = Record<string, { params: unknown; result: unknown }>;
export type RpcNotifications = Record<string, unknown>;

export type RpcHandlers<M extends RpcMethods> = {
  [K in keyof M]: (params: M[K]['params']) => M[K]['result'] | Promise<M[K]['result']>;
};

/** Parameters may be left out only where the method accepts none. */
export type RpcArgs<P> = undefined extends P ? [params?: P] : [params: P];

const DEFAULT_TIMEOUT_MS = 30_000;

interface PendingCall {
  resolve: (result: unknown) => void;
  reject: (error: RpcError) => void;
  /** None where a person is waited for. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** The asking end. */
export class RpcClient<M extends RpcMethods, N extends RpcNotifications = Record<string, never>> {
  private nextId = 1;
  private readonly pending = new Map<number, PendingCall>();
  private readonly listeners = new Map<keyof N, Set<(params: never) => void>>();
  private readonly stopListening: () => void;
  private closedBy: RpcError | undefined;

  /** `askingPerson`: methods that are answered when a person has answered, who may take as long as they like. */
  constructor(
    private readonly port: RpcPort,
    private readonly timeoutMs: number = DEFAULT_TIMEOUT_MS,
    private readonly askingPerson: readonly (keyof M)[] = [],
  ) {
    this.stopListening = port.onMessage((message) => {
      this.receive(message);
    });
  }

  /** Rejects with an `RpcError`: the other end's, `timeout`, or `closed`. */
  request<K extends keyof M & string>(
    method: K,
    ...[params]: RpcArgs<M[K]['params']>
  ): Promise<M[K]['result']> {
    if (this.closedBy) return Promise.reject(this.closedBy);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timeOut = () => {
        this.pending.delete(id);
        reject(new RpcError(RPC_ERROR.timeout, `${method} was not answered within ${this.timeoutMs} ms.`));
      };
      const timer = this.askingPerson.includes(method) ? undefined : setTimeout(timeOut, this.timeoutMs);
      this.pending.set(id, { resolve, reject, timer });
      try {
        this.port.post(params === undefined ? { id, method } : { id, method, params });
      } catch (error) {
        this.settle(id, (call) => {
          call.reject(new RpcError(RPC_ERROR.closed, `${method} could not be sent: ${messageOf(error)}`));
        });
      }
    });
  }

  /** Returns a function that stops listening. */
  on<K extends keyof N & string>(method: K, listener: (params: N[K]) => void): () => void {
    const set = this.listeners.get(method) ?? new Set();
    set.add(listener);
    this.listeners.set(method, set);
    return () => set.delete(listener);
  }

  /** Rejects what is still waiting, and everything asked later. */
  close(reason: string): void {
    this.closedBy = new RpcError(RPC_ERROR.closed, reason);
    this.stopListening();
    for (const id of [...this.pending.keys()]) {
      const error = this.closedBy;
      this.settle(id, (call) => {
        call.reject(error);
      });
    }
  }

  private receive(message: unknown): void {
    if (!isObject(message)) return;
    if (typeof message.id === 'number' && !('method' in message)) {
      this.settle(message.id, (call) => {
        if ('error' in message) call.reject(toRpcError(message.error));
        else call.resolve(message.result);
      });
      return;
    }
    if (typeof message.method === 'string' && message.id === undefined) {
      for (const listener of this.listeners.get(message.method) ?? []) listener(message.params as never);
    }
  }

  private settle(id: number, how: (call: PendingCall) => void): void {
    const call = this.pending.get(id);
    if (!call) return;
    this.pending.delete(id);
    clearTimeout(call.timer);
    how(call);
  }
}

/**
 * The answering end. A message that is no request is answered with an error too, with id 0 when it has none.
 * Returns a function that stops serving.
 */
export function serveRpc<M extends RpcMethods>(port: RpcPort, handlers: RpcHandlers<M>): () => void {
  return port.onMessage((message) => {
    void answer(message, handlers).then((reply) => {
      try {
        port.post(reply);
      } catch (error) {
        port.post(
          errorReply(reply.id, RPC_ERROR.internal, `The answer could not be sent: ${messageOf(error)}`),
        );
      }
    });
  });
}

async function answer<M extends RpcMethods>(message: unknown, handlers: RpcHandlers<M>): Promise<RpcReply> {
  const id = isObject(message) && typeof message.id === 'number' ? message.id : 0;
  if (!isObject(message) || typeof message.id !== 'number' || typeof message.method !== 'string') {
    return errorReply(id, RPC_ERROR.invalidMessage, 'A request needs a numeric "id" and a "method".');
  }
  if (!Object.hasOwn(handlers, message.method)) {
    const known = Object.keys(handlers).join(', ');
    return errorReply(
      id,
      RPC_ERROR.unknownMethod,
      `There is no method "${message.method}". Known: ${known}.`,
    );
  }
  try {
    return { id, result: await handlers[message.method]!(message.params) };
  } catch (error) {
    if (error instanceof RpcError) return errorReply(id, error.code, error.message);
    return errorReply(id, RPC_ERROR.internal, messageOf(error));
  }
}

function errorReply(id: number, code: RpcErrorCode, message: string): RpcReply {
  return { id, error: { code, message } };
}

function toRpcError(body: unknown): RpcError {
  const code = isObject(body) && typeof body.code === 'string' ? body.code : RPC_ERROR.internal;
  const message = isObject(body) && typeof body.message === 'string' ? body.message : 'The call failed.';
  return new RpcError(code as RpcErrorCode, message);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
