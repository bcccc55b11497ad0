import { describe, expect, it, vi } from 'vitest';
import { RPC_ERROR, RpcClient, RpcError, serveRpc } from '../../../src/protocol/rpc';
import type { RpcMessage, RpcPort } from '../../../src/protocol/rpc';

type TestMethods = {
  double: { params: { value: number }; result: number };
  ping: { params: undefined; result: string };
};
type TestNotifications = { changed: { revision: number } };

/** Two connected ports; messages are cloned and delivered in a later microtask, as real channels do. */
function connectedPorts(): [RpcPort & { sent: RpcMessage[] }, RpcPort & { sent: RpcMessage[] }] {
  const listeners: [Set<(m: unknown) => void>, Set<(m: unknown) => void>] = [new Set(), new Set()];
  const port = (own: 0 | 1, other: 0 | 1) => ({
    sent: [] as RpcMessage[],
    post(message: RpcMessage) {
      this.sent.push(message);
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of listeners[other]) listener(copy);
      });
    },
    onMessage(listener: (message: unknown) => void) {
      listeners[own].add(listener);
      return () => listeners[own].delete(listener);
    },
  });
  return [port(0, 1), port(1, 0)];
}

describe('RpcClient and serveRpc', () => {
  it('carries parameters there and results back, many at a time', async () => {
    const [clientPort, serverPort] = connectedPorts();
    const client = new RpcClient<TestMethods>(clientPort);
    serveRpc<TestMethods>(serverPort, { double: ({ value }) => value * 2, ping: () => 'pong' });
    const results = await Promise.all([1, 2, 3].map((value) => client.request('double', { value })));
    expect(results).toEqual([2, 4, 6]);
    expect(await client.request('ping')).toBe('pong');
  });

  it('answers a thrown error with a failure reply and goes on', async () => {
    const [clientPort, serverPort] = connectedPorts();
    const client = new RpcClient<TestMethods>(clientPort);
    serveRpc<TestMethods>(serverPort, {
      double: () => {
        throw new Error('disk on fire');
      },
      ping: () => Promise.reject(new RpcError(RPC_ERROR.notFound, 'There is no session "x".')),
    });
    await expect(client.request('double', { value: 1 })).rejects.toMatchObject({
      code: 'internal',
      message: 'disk on fire',
    });
    await expect(client.request('ping')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('answers unknown methods, inherited names and non-requests with errors', async () => {
    const [clientPort, serverPort] = connectedPorts();
    const replies: unknown[] = [];
    clientPort.onMessage((message) => replies.push(message));
    serveRpc<TestMethods>(serverPort, { double: ({ value }) => value * 2, ping: () => 'pong' });
    clientPort.post({ id: 7, method: 'nonsense' });
    clientPort.post({ id: 8, method: 'toString' });
    clientPort.post({ method: 'no id' });
    await vi.waitFor(() => {
      expect(replies).toHaveLength(3);
    });
    expect(replies).toEqual([
      {
        id: 7,
        error: { code: 'unknown_method', message: expect.stringContaining('double, ping') as string },
      },
      { id: 8, error: { code: 'unknown_method', message: expect.any(String) as string } },
      { id: 0, error: { code: 'invalid_message', message: expect.any(String) as string } },
    ]);
  });

  it('rejects when no answer comes in time, and ignores the late one', async () => {
    vi.useFakeTimers();
    try {
      const [clientPort, serverPort] = connectedPorts();
      const client = new RpcClient<TestMethods>(clientPort, 1000);
      let release: (value: string) => void = () => undefined;
      serveRpc<TestMethods>(serverPort, {
        double: ({ value }) => value,
        ping: () => new Promise((resolve) => (release = resolve)),
      });
      const call = client.request('ping');
      const outcome = expect(call).rejects.toMatchObject({ code: 'timeout' });
      await vi.advanceTimersByTimeAsync(1001);
      await outcome;
      release('too late');
      await vi.advanceTimersByTimeAsync(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits for a person for as long as they like', async () => {
    vi.useFakeTimers();
    try {
      const [clientPort, serverPort] = connectedPorts();
      const client = new RpcClient<TestMethods>(clientPort, 1000, ['ping']);
      let release: (value: string) => void = () => undefined;
      serveRpc<TestMethods>(serverPort, {
        double: ({ value }) => value,
        ping: () => new Promise((resolve) => (release = resolve)),
      });
      const call = client.request('ping');
      await vi.advanceTimersByTimeAsync(3_600_000);
      release('chosen');
      expect(await call).toBe('chosen');
    } finally {
      vi.useRealTimers();
    }
  });

  it('rejects everything waiting and everything later once closed', async () => {
    const [clientPort] = connectedPorts();
    const client = new RpcClient<TestMethods>(clientPort);
    const waiting = client.request('ping');
    client.close('The collector stopped.');
    await expect(waiting).rejects.toMatchObject({ code: 'closed', message: 'The collector stopped.' });
    await expect(client.request('ping')).rejects.toMatchObject({ code: 'closed' });
  });

  it('rejects a call that the port refuses to send', async () => {
    const [clientPort] = connectedPorts();
    clientPort.post = () => {
      throw new Error('could not be cloned');
    };
    const client = new RpcClient<TestMethods>(clientPort);
    await expect(client.request('ping')).rejects.toMatchObject({
      code: 'closed',
      message: expect.stringContaining('could not be cloned') as string,
    });
  });

  it('answers with an error when the result cannot be sent', async () => {
    const [clientPort, serverPort] = connectedPorts();
    const client = new RpcClient<TestMethods>(clientPort);
    const unsendable = (() => undefined) as unknown as string;
    serveRpc<TestMethods>(serverPort, { double: ({ value }) => value, ping: () => unsendable });
    await expect(client.request('ping')).rejects.toMatchObject({ code: 'internal' });
  });

  it('delivers notifications to listeners until they stop listening', async () => {
    const [clientPort, serverPort] = connectedPorts();
    const client = new RpcClient<TestMethods, TestNotifications>(clientPort);
    const seen: number[] = [];
    const stop = client.on('changed', ({ revision }) => seen.push(revision));
    serverPort.post({ method: 'changed', params: { revision: 1 } });
    await vi.waitFor(() => {
      expect(seen).toEqual([1]);
    });
    stop();
    serverPort.post({ method: 'changed', params: { revision: 2 } });
    await Promise.resolve();
    await Promise.resolve();
    expect(seen).toEqual([1]);
  });
});
