/** All that is listened on: OTLP/HTTP and OTLP/gRPC, each on one port or several. */
import type { CollectorPorts } from '../protocol/collectorWorker';
import type { ListenerOptions } from './exportRequest';
import { GrpcListener } from './grpcListener';
import type { HeldPortsReport } from './heldPorts';
import { HeldPorts } from './heldPorts';
import { HttpListener } from './httpListener';
import type { Log } from './log';

export interface ListenersOptions {
  /** As configured; 0 picks a free one. */
  httpPort: number;
  /** null: no OTLP/gRPC. */
  grpcPort: number | null;
  /** Where this workspace listened before; bound first, and still the announced ones when they can be had. */
  formerPorts: CollectorPorts | null;
  /** Whether to listen on a free port where one is taken, rather than to fail. */
  fallbackToFreePort: boolean;
  /** What every sender must present; null: any program on this machine may send. */
  token: string | null;
  listenerOptions: ListenerOptions;
  log: Log;
  /** A port that was taken has become free and is listened on too. The announced ports never change. */
  onPortsChanged?: () => void;
  /** Time between two looks whether a taken port has become free. */
  pollMs?: number;
}

export interface ListenersReport {
  http: HeldPortsReport;
  /** null: no OTLP/gRPC. */
  grpc: HeldPortsReport | null;
}

export class Listeners {
  private constructor(
    private readonly http: HttpListener,
    private readonly grpc: GrpcListener,
    private readonly httpPorts: HeldPorts,
    private readonly grpcPorts: HeldPorts | null,
  ) {}

  /** Rejects when a port cannot be had; nothing stays open then. */
  static async open(options: ListenersOptions): Promise<Listeners> {
    const { httpPort, grpcPort, formerPorts, listenerOptions, token } = options;
    const announced: CollectorPorts = { http: null, grpc: null };
    const http = new HttpListener(listenerOptions, { token, grpcPort: () => announced.grpc });
    const grpc = new GrpcListener(listenerOptions, { token, httpPort: () => announced.http });
    const opened: HeldPorts[] = [];
    const open = async (
      listener: HttpListener | GrpcListener,
      protocol: string,
      wanted: number,
      former: number | null,
    ) => {
      const ports = await HeldPorts.open({
        listener,
        protocol,
        wanted,
        former,
        fallbackToFreePort: options.fallbackToFreePort,
        log: options.log,
        onChanged: () => options.onPortsChanged?.(),
        ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
      });
      opened.push(ports);
      return ports;
    };
    try {
      const httpPorts = await open(http, 'OTLP/HTTP', httpPort, formerPorts?.http ?? null);
      const grpcPorts =
        grpcPort === null ? null : await open(grpc, 'OTLP/gRPC', grpcPort, formerPorts?.grpc ?? null);
      announced.http = httpPorts.announced;
      announced.grpc = grpcPorts?.announced ?? null;
      return new Listeners(http, grpc, httpPorts, grpcPorts);
    } catch (error) {
      await Promise.all(opened.map((ports) => ports.close()));
      await Promise.all([http.close(), grpc.close()]);
      throw error;
    }
  }

  /** What to tell senders; the same as long as this is open. */
  ports(): CollectorPorts {
    return { http: this.httpPorts.announced, grpc: this.grpcPorts?.announced ?? null };
  }

  /** For the doctor. Looks up who has a port that is taken, which takes a second at most. */
  async report(): Promise<ListenersReport> {
    const [http, grpc] = await Promise.all([this.httpPorts.report(), this.grpcPorts?.report()]);
    return { http, grpc: grpc ?? null };
  }

  /** Stops listening and ends every connection; what was not answered yet is the exporter's to send again. */
  async close(): Promise<void> {
    await Promise.all([this.httpPorts.close(), this.grpcPorts?.close()]);
    await Promise.all([this.http.close(), this.grpc.close()]);
  }
}
