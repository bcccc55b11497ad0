import type { EpochMs } from './units';

/** `info`: nothing to judge, worth knowing. */
export type CheckOutcome = 'pass' | 'warn' | 'fail' | 'info';

export interface DoctorCheck {
  /** Short and stable, e.g. `http-port`, `journal`, `content-capture`. */
  id: string;
  title: string;
  outcome: CheckOutcome;
  /** What was found, in a sentence with the figures. */
  detail: string;
  /** What to do, with the exact setting or command; null when there is nothing to do. */
  fix: string | null;
}

export interface DoctorReport {
  at: EpochMs;
  /** In the order to read them. */
  checks: DoctorCheck[];
}
