/**
 * A program for tests: opens the journal in its first argument and appends numbered records, several at once, until it
 * is killed. Writes "ready" and, for each append that resolved, its number, a line each; "locked" when it may not.
 */
import { writeSync } from 'node:fs';
import { Journal, JournalLockedError } from '../../../../src/collector/journal/journal';

const CONCURRENT = 8;

/** Not through a stream: a line that was not handed to the system is an append that nobody was told of. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function main(directory: string): Promise<void> {
  const journal = await Journal.open({ directory, maxBytes: 64 * 1024 * 1024, segmentBytes: 64 * 1024 });
  say('ready');
  let next = 0;
  const keepAppending = async () => {
    for (;;) {
      const number = next++;
      const payload = Buffer.alloc(4 + ((number * 37) % 2000), number & 0xff);
      payload.writeUInt32LE(number);
      await journal.append({ signal: 'traces', receivedAt: number, payload });
      say(String(number));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, keepAppending));
}

main(process.argv[2]!).catch((error: unknown) => {
  if (error instanceof JournalLockedError) say('locked');
  else throw error;
});
