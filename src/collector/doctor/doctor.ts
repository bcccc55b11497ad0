/** All checks, in the order to read them. */
import type { DoctorCheck, DoctorReport } from '../../protocol/doctor';
import { forwardingChecks } from './checks/forwarding';
import { keepingChecks } from './checks/keeping';
import { listeningChecks } from './checks/listening';
import { priceChecks } from './checks/prices';
import { receivingChecks } from './checks/receiving';
import { traceChecks } from './checks/traces';
import type { DoctorFacts } from './facts';

const CHECKS: readonly ((facts: DoctorFacts) => DoctorCheck[])[] = [
  listeningChecks,
  receivingChecks,
  traceChecks,
  keepingChecks,
  forwardingChecks,
  priceChecks,
];

export function doctorReport(facts: DoctorFacts): DoctorReport {
  return { at: facts.at, checks: CHECKS.flatMap((checks) => checks(facts)) };
}
