import type { CollectorPorts } from '../protocol/collectorWorker';

/** Where a workspace keeps small values; `vscode.Memento` is one. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const KEY = 'collector.ports';

interface Remembered {
  /** What the settings said then. */
  configured: CollectorPorts;
  announced: CollectorPorts;
}

/**
 * The ports that this workspace's programs were told. They outlive a reload in terminals that are still open, so the
 * collector listens there again, until somebody sets other ports.
 */
export class PortMemory {
  constructor(private readonly memory: Memory) {}

  /** Those told last, when the settings have been the same since; else null. */
  former(configured: CollectorPorts): CollectorPorts | null {
    const remembered = this.memory.get(KEY);
    if (!isRemembered(remembered) || !samePorts(remembered.configured, configured)) return null;
    return remembered.announced;
  }

  async remember(configured: CollectorPorts, announced: CollectorPorts): Promise<void> {
    await this.memory.update(KEY, { configured, announced } satisfies Remembered);
  }
}

function isRemembered(value: unknown): value is Remembered {
  return isObject(value) && isPorts(value.configured) && isPorts(value.announced);
}

function isPorts(value: unknown): value is CollectorPorts {
  return isObject(value) && isPort(value.http) && isPort(value.grpc);
}

function isPort(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

function samePorts(a: CollectorPorts, b: CollectorPorts): boolean {
  return a.http === b.http && a.grpc === b.grpc;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
