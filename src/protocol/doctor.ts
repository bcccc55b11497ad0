import type { EpochMs } from './units';

/** `info`: nothing to judge, worth knowing. */
export type CheckOutcome = 'pass' | 'warn' | 'fail' | 'info';

export type CheckGroup = 'Listening' | 'Receiving' | 'Traces' | 'Keeping' | 'Forwarding' | 'Prices';

export interface DoctorCheck {
  /** Short and stable, e.g. `http-port`, `journal`, `content-capture:claude-code`. */
  id: string;
  group: CheckGroup;
  title: string;
  outcome: CheckOutcome;
  /** What was found, in a sentence or two with the figures. May hold text that senders chose. */
  detail: string;
  /** What to do, with the exact setting or command; null when there is nothing to do. */
  fix: string | null;
}

export interface DoctorReport {
  at: EpochMs;
  /** In the order to read them; those of a group stand together. */
  checks: DoctorCheck[];
}
