/** A word beside which secrets stand, and who looks there. */
import type { Finding } from './finding';

export interface Trigger {
  /** Lower-case; in texts it may have capitals. At least three characters. */
  word: string;
  /** Looks at what stands around the word, which begins at `at`. `bytes` are those of the text. */
  look: (text: string, at: number, found: Finding[], bytes: Uint8Array) => void;
}
