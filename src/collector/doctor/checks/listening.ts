/** Where Turnline listens, and who has the standard ports. */
import type { DoctorCheck } from '../../../protocol/doctor';
import { SETTING, SETTINGS_SECTION } from '../../../protocol/ids';
import type { HeldPortsReport } from '../../heldPorts';
import { describeOwner } from '../../portOwner';
import type { DoctorFacts } from '../facts';
import { checksOf } from './check';

const { pass, info, warn } = checksOf('Listening');

interface Protocol {
  id: string;
  name: string;
  setting: string;
}

const HTTP: Protocol = { id: 'http-port', name: 'OTLP/HTTP', setting: SETTING.httpPort };
const GRPC: Protocol = { id: 'grpc-port', name: 'OTLP/gRPC', setting: SETTING.grpcPort };

export function listeningChecks({ listeners }: DoctorFacts): DoctorCheck[] {
  const { http, grpc } = listeners;
  return [
    portCheck(HTTP, http),
    grpc ? portCheck(GRPC, grpc) : info({ id: GRPC.id, title: GRPC.name, detail: 'Off.' }),
  ];
}

function portCheck(
  { id, name, setting }: Protocol,
  { announced, bound, wanted, holder }: HeldPortsReport,
): DoctorCheck {
  const others = bound.filter((port) => port !== announced);
  const also = others.length > 0 ? `, and on ${others.join(', ')}` : '';
  const listens = `Listens on 127.0.0.1:${announced}${also}`;
  if (wanted === 0 || bound.includes(wanted)) return pass({ id, title: name, detail: `${listens}.` });
  const who = holder ? describeOwner(holder) : 'nobody at the moment: Turnline takes it within seconds';
  const detail = `${listens}: the configured port ${wanted} is used by ${who}. What is sent to ${wanted} does not arrive here.`;
  const traced = `Start agents in a traced terminal (command “Turnline: Open Traced Terminal”): they send to ${announced}.`;
  if (!holder) return info({ id, title: name, detail });
  if (holder.isTurnline) return info({ id, title: name, detail, fix: traced });
  return warn({
    id,
    title: name,
    detail,
    fix: `${traced} For all others, stop ${describeOwner(holder)}, and Turnline takes the port by itself; or set ${SETTINGS_SECTION}.${setting} to a port of your choice and send there.`,
  });
}
