import type { CollectorStatus } from '../../protocol/status';
import type { EpochMs } from '../../protocol/units';
import type { ListenersReport } from '../listeners';
import type { ReceiverReport } from '../receiver/report';
import type { TraceFacts } from './traceFacts';

/** All that the checks judge by: plain data, so that they are functions of it. */
export interface DoctorFacts {
  at: EpochMs;
  status: CollectorStatus;
  receiver: Pick<ReceiverReport, 'lastExport' | 'exports' | 'userAgents' | 'arrivalDelay'>;
  listeners: ListenersReport;
  traces: TraceFacts;
}
