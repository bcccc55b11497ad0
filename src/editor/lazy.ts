import * as vscode from 'vscode';

/** The same method, but what it answers may come later. */
type Later<F> = F extends (...parameters: infer P) => infer R
  ? (...parameters: P) => Promise<Awaited<R>>
  : never;

type EventOf<E> = E extends vscode.Event<infer D> ? vscode.Event<D> : never;

/**
 * What is loaded when it is first needed, and the stubs of its parts that VS Code is given until then: it has to know
 * at the start of a window what it may ask for, and most windows never ask.
 */
export class Lazy<T extends object> {
  private loading: Promise<T> | undefined;
  private readonly whenLoaded: ((loaded: T) => void)[] = [];

  constructor(private readonly load: () => Promise<T>) {}

  /** Loads it the first time. Rejects when it cannot be loaded, then and ever after. */
  get(): Promise<T> {
    this.loading ??= this.load().then((loaded) => {
      for (const tell of this.whenLoaded) tell(loaded);
      return loaded;
    });
    return this.loading;
  }

  /** Undefined as long as nobody has needed it. */
  get started(): Promise<T> | undefined {
    return this.loading;
  }

  /** An object with these methods of a part: the first that is called loads it. */
  stub<P extends keyof T, K extends keyof T[P]>(part: P, ...methods: K[]): { [M in K]: Later<T[P][M]> } {
    const call = async (method: K, parameters: unknown[]) => {
      const owner = (await this.get())[part];
      return (owner[method] as (...all: unknown[]) => unknown).apply(owner, parameters);
    };
    const entries = methods.map((method) => [method, (...parameters: unknown[]) => call(method, parameters)]);
    return Object.fromEntries(entries) as { [M in K]: Later<T[P][M]> };
  }

  /** An event of a part. Listening does not load it: before that nothing happens that could be told. */
  event<P extends keyof T, K extends keyof T[P]>(part: P, name: K): EventOf<T[P][K]> {
    const emitter = new vscode.EventEmitter<unknown>();
    this.whenLoaded.push((loaded) => {
      (loaded[part][name] as vscode.Event<unknown>)((event) => {
        emitter.fire(event);
      });
    });
    return emitter.event as EventOf<T[P][K]>;
  }
}
