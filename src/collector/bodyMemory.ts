/** How much memory the bodies of requests may take, each alone and all that are under way together. */
import { Refusal } from './refusal';

const MIB = 1024 * 1024;

/** The limit that the OTLP specification 1.11.0 recommends, on both sides of decompression. */
const MAX_BODY_BYTES = 64 * MIB;
/** Two of the largest requests, compressed and not. */
const MAX_TOTAL_BYTES = 256 * MIB;
/** What a piece of a body takes in memory beside its bytes: a sender may choose to send them one by one. */
const PIECE_BYTES = 128;
/** What a request that waits for its turn takes beside its body: a sender may send thousands without a body. */
const REQUEST_BYTES = 4 * 1024;

export class BodyMemory {
  private inUse = 0;

  constructor(
    readonly maxBodyBytes = MAX_BODY_BYTES,
    private readonly maxTotalBytes = MAX_TOTAL_BYTES,
  ) {}

  /** Throws a `Refusal` when there are too many requests already. */
  lease(): BodyLease {
    const lease = new BodyLease((change) => {
      if (change > 0 && this.inUse + change > this.maxTotalBytes) throw overloaded();
      this.inUse += change;
    });
    lease.take(REQUEST_BYTES);
    return lease;
  }

  /** Throws a `Refusal` when one body of `bytes` bytes is too large. */
  check(bytes: number, what: string): void {
    if (bytes <= this.maxBodyBytes) return;
    throw new Refusal(
      413,
      'body-too-large',
      `${what} is larger than ${this.maxBodyBytes / MIB} MiB: export smaller batches.`,
    );
  }
}

/** The share of one request, until it is answered. */
export class BodyLease {
  private taken = 0;
  private released = false;

  constructor(private readonly change: (bytes: number) => void) {}

  /** A piece of so many bytes is kept. Throws a `Refusal` when all requests together would take too much. */
  take(pieceBytes: number): void {
    if (this.released) return;
    const bytes = pieceBytes + PIECE_BYTES;
    this.change(bytes);
    this.taken += bytes;
  }

  release(): void {
    this.released = true;
    this.change(-this.taken);
    this.taken = 0;
  }
}

function overloaded(): Refusal {
  return new Refusal(
    503,
    'overloaded',
    'Turnline is busy with other requests: send this one again in a few seconds.',
  );
}
