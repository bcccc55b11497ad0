import { describe, expect, it } from 'vitest';
import { PortMemory } from '../../../src/editor/portMemory';

const STANDARD = { http: 4318, grpc: 4317 };
const ANNOUNCED = { http: 43_180, grpc: 43_170 };

describe('PortMemory', () => {
  it('knows no ports at first', () => {
    expect(new PortMemory(memory()).former(STANDARD)).toBeNull();
  });

  it('remembers what was announced, also after a reload', async () => {
    const kept = memory();
    await new PortMemory(kept).remember(STANDARD, ANNOUNCED);
    expect(new PortMemory(kept).former(STANDARD)).toEqual(ANNOUNCED);
  });

  it('forgets it when other ports are configured', async () => {
    const ports = new PortMemory(memory());
    await ports.remember(STANDARD, ANNOUNCED);
    expect(ports.former({ http: 5318, grpc: 4317 })).toBeNull();
  });

  it.each([['4318'], [{ announced: ANNOUNCED }], [{ configured: STANDARD, announced: { http: '43180' } }]])(
    'makes nothing of %j',
    (stored) => {
      expect(new PortMemory(memory(stored)).former(STANDARD)).toBeNull();
    },
  );
});

/** As the editor keeps values: as JSON. */
function memory(stored?: unknown) {
  let json = JSON.stringify(stored ?? null);
  return {
    get: (): unknown => JSON.parse(json),
    update: (_key: string, value: unknown) => {
      json = JSON.stringify(value);
      return Promise.resolve();
    },
  };
}
