/** Sessions that have something of a file in them. */
import type { EpochMs } from '../../protocol/units';

export class ImportedSessions {
  /** When the last of it was imported. */
  private readonly lastImport = new Map<string, EpochMs>();

  note(sessionIds: Iterable<string>, at: EpochMs): void {
    for (const id of sessionIds) this.lastImport.set(id, at);
  }

  /** They are gone. */
  forget(sessionIds: Iterable<string>): void {
    for (const id of sessionIds) this.lastImport.delete(id);
  }

  has(sessionId: string): boolean {
    return this.lastImport.has(sessionId);
  }

  /** Whether nothing that somebody sent has come since: who wrote the file may be long gone. */
  isLast(sessionId: string, lastReceived: EpochMs): boolean {
    return lastReceived <= (this.lastImport.get(sessionId) ?? -Infinity);
  }
}
