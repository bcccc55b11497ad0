/** Says on a terminal or in a log how far a long reading is. */
import { formatBytes } from '../protocol/format';

/** What takes less needs no word. */
const QUIET_MS = 1_000;
/** A terminal's line is written over; a log gets fewer lines. */
const EVERY_MS = { terminal: 250, log: 5_000 };

export class Progress {
  private readonly started = performance.now();
  private told = 0;
  private open = false;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  read(name: string, { bytesDone, bytesTotal }: { bytesDone: number; bytesTotal: number }): void {
    const share = bytesTotal === 0 ? 1 : bytesDone / bytesTotal;
    this.say(
      `Reading ${name}: ${Math.floor(share * 100)} % (${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)})`,
    );
  }

  review(done: number, total: number): void {
    this.say(`Reviewing session ${done} of ${total}`);
  }

  /** Leaves the terminal's line to what is written next. */
  end(): void {
    if (this.open) this.stream.write('\r\u001b[K');
    this.open = false;
  }

  private say(text: string): void {
    const { isTTY } = this.stream;
    const now = performance.now();
    if (now - this.started < QUIET_MS || now - this.told < (isTTY ? EVERY_MS.terminal : EVERY_MS.log)) return;
    this.told = now;
    this.open = isTTY;
    this.stream.write(isTTY ? `\r${text}\u001b[K` : `${text}\n`);
  }
}
