import { describe, expect, it, vi } from 'vitest';
import { Lazy } from '../../../src/editor/lazy';

vi.mock('vscode', () => ({
  EventEmitter: class {
    private readonly listeners: ((event: unknown) => void)[] = [];
    event = (listener: (event: unknown) => void) => this.listeners.push(listener);
    fire(event: unknown) {
      for (const listener of this.listeners) listener(event);
    }
  },
}));

class Counter {
  private count = 0;
  private listener: ((count: number) => void) | undefined;

  readonly onDidCount = (listener: (count: number) => void) => {
    this.listener = listener;
    return { dispose: () => undefined };
  };

  add(more: number): number {
    this.count += more;
    this.listener?.(this.count);
    return this.count;
  }
}

describe('what is loaded at first need', () => {
  it('is not loaded for its stubs, nor for who listens', () => {
    const load = vi.fn(() => Promise.resolve({ counter: new Counter() }));
    const lazy = new Lazy(load);
    lazy.stub('counter', 'add');
    lazy.event('counter', 'onDidCount')(() => undefined);
    expect(load).not.toHaveBeenCalled();
    expect(lazy.started).toBeUndefined();
  });

  it('is loaded once, for the first calls together, and answers them all', async () => {
    const load = vi.fn(() => Promise.resolve({ counter: new Counter() }));
    const counter = new Lazy(load).stub('counter', 'add');
    expect(await Promise.all([counter.add(1), counter.add(2)])).toEqual([1, 3]);
    expect(await counter.add(3)).toBe(6);
    expect(load).toHaveBeenCalledOnce();
  });

  it('tells its events to who listened before', async () => {
    const lazy = new Lazy(() => Promise.resolve({ counter: new Counter() }));
    const told: number[] = [];
    lazy.event('counter', 'onDidCount')((count) => told.push(count));
    await lazy.stub('counter', 'add').add(7);
    expect(told).toEqual([7]);
  });

  it('rejects whatever is called of it when it cannot be loaded', async () => {
    const lazy = new Lazy<{ counter: Counter }>(() => Promise.reject(new Error('no such file')));
    const counter = lazy.stub('counter', 'add');
    await expect(counter.add(1)).rejects.toThrow('no such file');
    await expect(counter.add(1)).rejects.toThrow('no such file');
  });
});
