import type { DoctorFacts } from '../../../../src/collector/doctor/facts';
import { collectorStatus } from '../../support/status';

export const NOW = Date.UTC(2026, 10, 1);

/** A healthy collector that has received nothing, but for what a test says. */
export function doctorFacts({
  traces,
  receiver,
  ...overrides
}: Partial<Omit<DoctorFacts, 'traces' | 'receiver'>> & {
  traces?: Partial<DoctorFacts['traces']>;
  receiver?: Partial<DoctorFacts['receiver']>;
} = {}): DoctorFacts {
  return {
    at: NOW,
    status: collectorStatus(),
    listeners: {
      http: { announced: 4318, bound: [4318], wanted: 4318, holder: null },
      grpc: { announced: 4317, bound: [4317], wanted: 4317, holder: null },
    },
    receiver: { lastExport: null, exports: [], userAgents: [], arrivalDelay: null, ...receiver },
    traces: {
      sessions: 0,
      spans: 0,
      modelCalls: 0,
      unknown: { spans: 0, scopes: [] },
      emitters: [],
      logsOnly: [],
      orphans: { spans: 0, of: 0, parents: 0, examples: [] },
      clockSkew: [],
      unpriced: [],
      ...traces,
    },
    ...overrides,
  };
}
