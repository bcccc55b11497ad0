/** A panel's other end with the real collector behind it: what is ingested is stored, understood and analysed. */
import type { Collector } from '../../../src/collector/collector';
import type { OtlpRequest } from '../../../src/otlp/records';
import type { FilePlace, FoundSource, PanelMethods } from '../../../src/protocol/panel';
import type { RpcHandlers, RpcPort } from '../../../src/protocol/rpc';
import { serveRpc } from '../../../src/protocol/rpc';
import { openCollector } from '../../unit/collector/requests';
import type { PageHost } from './panelPage';

export class CollectorHost implements PageHost {
  revision = 1;
  /** Every request of the page, in order. */
  readonly requests: { method: string; params: unknown }[] = [];
  /** Answer of `source/find`. */
  source: FoundSource[] = [];
  /** Files that the editor has. */
  readonly files = new Set<string>();
  readonly opened: FilePlace[] = [];
  /** Waited for before a method answers. */
  readonly delays = new Map<string, Promise<void>>();

  private constructor(private readonly collector: Collector) {}

  static async open(...requests: OtlpRequest[]): Promise<CollectorHost> {
    const host = new CollectorHost(await openCollector());
    for (const request of requests) host.ingest(request);
    return host;
  }

  ingest(request: OtlpRequest): void {
    this.collector.ingest(request);
  }

  asked(method: keyof PanelMethods): unknown[] {
    return this.requests.filter((request) => request.method === method).map(({ params }) => params);
  }

  serve(port: RpcPort): void {
    const handlers = {
      ...this.collector.handlers,
      'source/find': () => this.source,
      'source/open': () => this.source.length > 0,
      'source/hasFiles': ({ files }: { files: string[] }) => files.map((file) => this.files.has(file)),
      'source/openFile': (place: FilePlace) => {
        this.opened.push(place);
        return true;
      },
      'loop/explain': () => null,
      'loop/compare': () => null,
      'source/search': () => null,
      'file/save': () => false,
      'command/run': () => null,
    };
    const recorded = Object.entries(handlers).map(([method, handler]) => [
      method,
      async (params: unknown) => {
        this.requests.push({ method, params });
        await this.delays.get(method);
        return (handler as (params: unknown) => unknown)(params);
      },
    ]);
    serveRpc<PanelMethods>(port, Object.fromEntries(recorded) as RpcHandlers<PanelMethods>);
  }
}
