/** Whether what arrived gets to the backend that it is forwarded to. */
import type { DoctorCheck } from '../../../protocol/doctor';
import { problemsOf } from '../../../protocol/problems';
import { counted } from '../../../protocol/reasons';
import type { DoctorFacts } from '../facts';
import { checksOf } from './check';

const { pass, problem } = checksOf('Forwarding');

const TITLE = 'Backend';

/** None where nothing is forwarded. */
export function forwardingChecks({ status }: DoctorFacts): DoctorCheck[] {
  const { forward } = status;
  if (!forward) return [];
  const problems = problemsOf(status).filter(({ id }) => id.startsWith('forward:'));
  if (problems.length > 0) return problems.map((each) => problem(TITLE, each));
  const waiting = forward.waiting > 0 ? `; ${forward.waiting.toLocaleString('en-US')} on the way` : '';
  const sent = counted(forward.sent, ['item', 'items']);
  return [pass({ id: 'forward', title: TITLE, detail: `${sent} sent to ${forward.endpoint}${waiting}.` })];
}
