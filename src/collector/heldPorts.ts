/**
 * The ports on which one protocol listens: which of them is told to senders, and how the others come and go.
 *
 * Programs get the announced port in their environment when they start, and keep it: it outlives a reload of the
 * window. Programs without such an environment send to the standard port, which only one window can have; the others
 * wait for it.
 */
import { createServer } from 'node:net';
import { messageOf } from '../protocol/rpc';
import { listenOnLoopback, PortTakenError, stopped } from './loopback';
import type { PortOwner } from './portOwner';
import { describeOwner, findPortOwner } from './portOwner';
import type { Log } from './log';

/** How often it is looked whether a port that is missing has become free. */
const POLL_MS = 1_500;
/** By what share the time between two looks varies, so that several windows do not look at the same moments. */
const POLL_JITTER = 0.2;
/**
 * In how many looks in a row a port must have been free before it is taken: a window that reloads is away for two or
 * three seconds, and the programs that it started still send to its port.
 */
const LOOKS_BEFORE_TAKING = 3;
/** After a reload, for the extension host that goes to let go of the port. */
const FORMER_PORT_ATTEMPTS = 20;
const FORMER_PORT_RETRY_MS = 50;

export interface PortListener {
  /** Listens on one more port, 0 for any that is free. Rejects with a `PortTakenError` when it cannot be had. */
  listen(port: number): Promise<number>;
}

export interface HeldPortsOptions {
  listener: PortListener;
  /** For the log, e.g. `OTLP/HTTP`. */
  protocol: string;
  /** As configured; 0 for any that is free. */
  wanted: number;
  /** That programs may still have from before a reload; null when there was none. */
  former: number | null;
  /** Whether to listen on a free port when the wanted one is taken, rather than to fail. */
  fallbackToFreePort: boolean;
  log: Log;
  /** Called when `bound` has changed. */
  onChanged: () => void;
  pollMs?: number;
}

export interface HeldPortsReport {
  /** Told to senders. */
  announced: number;
  /** All that is listened on. */
  bound: number[];
  /** As configured; 0 for any that is free. */
  wanted: number;
  /** Who has the wanted port; null when it is ours, or when nobody has it at the moment. */
  holder: PortOwner | null;
}

export class HeldPorts {
  private readonly bound: number[] = [];
  /** Not to be had yet → in how many looks in a row they were free. */
  private readonly missing = new Map<number, number>();
  private timer: NodeJS.Timeout | undefined;
  /** The look that is under way. */
  private looking: Promise<void> = Promise.resolve();
  private closed = false;

  private constructor(private readonly options: HeldPortsOptions) {}

  /** Rejects when no port can be had. */
  static async open(options: HeldPortsOptions): Promise<HeldPorts> {
    const ports = new HeldPorts(options);
    await ports.openAll();
    return ports;
  }

  /** Told to senders; stays the same as long as this lives. */
  get announced(): number {
    const [first] = this.bound;
    if (first === undefined) throw new Error('No port was opened.');
    return first;
  }

  /** Looks up anew who has the wanted port. */
  async report(): Promise<HeldPortsReport> {
    const { wanted } = this.options;
    const holder = this.missing.has(wanted) ? await findPortOwner(wanted) : null;
    const isHeld = holder !== null && this.missing.has(wanted);
    return { announced: this.announced, bound: [...this.bound], wanted, holder: isHeld ? holder : null };
  }

  /** Takes no more ports from when it resolves. Those that are open are the listener's to close. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private async openAll(): Promise<void> {
    const { wanted, former, fallbackToFreePort, listener } = this.options;
    if (former !== null) await this.openFormer(former);
    if (wanted !== 0 && wanted !== former) await this.tryToOpen(wanted);
    if (this.bound.length === 0) {
      if (wanted !== 0 && !fallbackToFreePort) throw new PortTakenError(wanted);
      this.bound.push(await listener.listen(0));
    }
    for (const port of this.missing.keys()) void this.logTaken(port);
    this.lookLater();
  }

  private async openFormer(port: number): Promise<void> {
    for (let attempt = 1; attempt <= FORMER_PORT_ATTEMPTS; attempt++) {
      if (await this.tryToOpen(port)) return;
      await new Promise((resolve) => setTimeout(resolve, FORMER_PORT_RETRY_MS));
    }
  }

  private async tryToOpen(port: number): Promise<boolean> {
    try {
      this.bound.push(await this.options.listener.listen(port));
      this.missing.delete(port);
      return true;
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      this.missing.set(port, 0);
      return false;
    }
  }

  private async logTaken(port: number): Promise<void> {
    const { log, wanted } = this.options;
    const owner = describeOwner(await findPortOwner(port));
    if (this.closed || !this.missing.has(port)) return;
    const facts = `Port ${port} is used by ${owner}; Turnline listens on ${this.announced} instead.`;
    if (port === wanted) log('warn', facts);
    else log('warn', `${facts} Programs started before still send to ${port}: start them again.`);
  }

  private lookLater(): void {
    if (this.closed || this.missing.size === 0) return;
    const { pollMs = POLL_MS } = this.options;
    const delay = pollMs * (1 + POLL_JITTER * (2 * Math.random() - 1));
    this.timer = setTimeout(() => {
      this.looking = this.look();
      void this.looking.then(() => {
        this.lookLater();
      });
    }, delay).unref();
  }

  /** Takes the missing ports that have been free for long enough. */
  private async look(): Promise<void> {
    const { log, protocol, onChanged } = this.options;
    for (const [port, looks] of this.missing) {
      if (this.closed) return;
      try {
        if (looks + 1 < LOOKS_BEFORE_TAKING) {
          this.missing.set(port, (await isFree(port)) ? looks + 1 : 0);
        } else if (await this.tryToOpen(port)) {
          log('info', `Port ${port} has become free: Turnline listens there too (${protocol}).`);
          onChanged();
        }
      } catch (error) {
        log('error', `Cannot listen on port ${port} (${protocol}): ${messageOf(error)}`);
        this.missing.delete(port);
      }
    }
  }
}

/** Whether the port could be had; it is for a moment. */
async function isFree(port: number): Promise<boolean> {
  try {
    const { servers } = await listenOnLoopback(() => createServer((socket) => socket.destroy()), port);
    await Promise.all(servers.map(stopped));
    return true;
  } catch (error) {
    if (error instanceof PortTakenError) return false;
    throw error;
  }
}
