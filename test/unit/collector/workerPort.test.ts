import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { workerPort } from '../../../src/collector/workerPort';
import { RpcClient, serveRpc } from '../../../src/protocol/rpc';

type Methods = {
  frames: { params: undefined; result: { frames: { start: Float64Array; part: Uint8Array } } };
  uncloneable: { params: undefined; result: unknown };
};

const { port1, port2 } = new MessageChannel();
const own = new Float64Array([1, 2, 3]);
const whole = new Uint8Array([9, 1, 2, 9]);
const client = new RpcClient<Methods>(workerPort(port1));
serveRpc<Methods>(workerPort(port2), {
  frames: () => ({ frames: { start: own, part: whole.subarray(1, 3) } }),
  uncloneable: () => ({ run: () => 1 }),
});

afterEach(() => {
  port1.unref();
});

describe('workerPort', () => {
  it('hands typed arrays over, and copies those that share a buffer', async () => {
    const { frames } = await client.request('frames');
    expect(frames.start).toEqual(Float64Array.of(1, 2, 3));
    expect(frames.part).toEqual(Uint8Array.of(1, 2));
    expect(own.byteLength).toBe(0);
    expect(whole).toEqual(Uint8Array.of(9, 1, 2, 9));
  });

  it('answers with an error what cannot be cloned', async () => {
    await expect(client.request('uncloneable')).rejects.toMatchObject({ code: 'internal' });
  });
});
