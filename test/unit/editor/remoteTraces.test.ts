/** “Open Trace from Jaeger or Tempo” with a person who answers, by an editor that is a fake. */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteHeaders } from '../../../src/editor/remote/remoteHeaders';
import { RemoteTraces } from '../../../src/editor/remote/remoteTraces';
import type { TraceFile } from '../../../src/editor/traceFile';
import type { BackendStub } from '../remote/backendStub';
import { wantsToken } from '../remote/backendStub';
import { startJaeger } from '../remote/jaegerStub';
import { storedTrace } from '../remote/storedTraces';
import { startTempo } from '../remote/tempoStub';

interface Item {
  label: string;
  description?: string;
}

const editor = vi.hoisted(() => ({
  setting: [] as unknown[],
  updates: [] as unknown[][],
  /** What a person picks, by the label's beginning, or types; undefined leaves. */
  answers: [] as (string | undefined)[],
  /** The labels of each quick pick, and what was said of each input. */
  shown: [] as string[][],
  warnings: [] as string[],
}));

vi.mock('vscode', () => {
  const choose = (items: readonly (Item | string)[]) => {
    const labelOf = (item: Item | string) => (typeof item === 'string' ? item : item.label);
    editor.shown.push(items.map(labelOf));
    const wanted = editor.answers.shift();
    return wanted === undefined ? undefined : items.find((item) => labelOf(item).includes(wanted));
  };
  return {
    l10n: {
      t: (message: string, ...args: unknown[]) =>
        message.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)])),
    },
    ThemeIcon: vi.fn(),
    QuickPickItemKind: { Separator: -1 },
    ProgressLocation: { Notification: 15 },
    ConfigurationTarget: { Global: 'global' },
    workspace: {
      getConfiguration: () => ({
        get: () => editor.setting,
        update: (...args: unknown[]) => {
          editor.updates.push(args);
          editor.setting = args[1] as unknown[];
          return Promise.resolve();
        },
      }),
    },
    window: {
      createQuickPick: () => {
        const listeners: Record<'accept' | 'hide', () => void> = { accept: () => 0, hide: () => 0 };
        const pick = {
          items: [] as Item[],
          selectedItems: [] as Item[],
          onDidAccept: (listener: () => void) => (listeners.accept = listener),
          onDidHide: (listener: () => void) => (listeners.hide = listener),
          onDidTriggerItemButton: () => undefined,
          hide: () => {
            listeners.hide();
          },
          dispose: () => undefined,
          show: () => {
            const chosen = choose(pick.items) as Item | undefined;
            pick.selectedItems = chosen ? [chosen] : [];
            if (chosen) listeners.accept();
            else listeners.hide();
          },
        };
        return pick;
      },
      showQuickPick: (items: (Item | string)[]) => Promise.resolve(choose(items)),
      showInputBox: (options: { prompt: string; validateInput: (text: string) => string | undefined }) => {
        editor.shown.push([options.prompt]);
        const typed = editor.answers.shift();
        if (typed !== undefined) expect(options.validateInput(typed)).toBeUndefined();
        return Promise.resolve(typed);
      },
      showWarningMessage: (text: string) => {
        editor.warnings.push(text);
        return Promise.resolve(undefined);
      },
      withProgress: (_: unknown, work: (progress: object, token: object) => unknown) =>
        work({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
    },
  };
});

const TRACE = storedTrace('0af7651916cd43dd8448eb211c80319c');
const OTHER = storedTrace('00000000000000004bf92f3577b34da6', { hoursAgo: 0.1 });
const OLD = storedTrace('11111111111111111111111111111111', { hoursAgo: 30, name: 'yesterday' });

const running: BackendStub[] = [];
async function run(stub: Promise<BackendStub>): Promise<BackendStub> {
  running.push(await stub);
  return stub;
}

beforeEach(() => {
  Object.assign(editor, { setting: [], updates: [], answers: [], shown: [], warnings: [] });
});
afterEach(async () => {
  for (const stub of running.splice(0)) await stub.close();
});

/** The command, what it imported, and the secrets that it keeps. */
function command(secrets = new Map<string, string>()) {
  const imported: { name: string; text: string }[] = [];
  const storage = {
    get: (key: string) => Promise.resolve(secrets.get(key)),
    store: (key: string, value: string) => Promise.resolve(void secrets.set(key, value)),
    delete: (key: string) => Promise.resolve(void secrets.delete(key)),
  };
  const traces = new RemoteTraces({
    headers: new RemoteHeaders(storage),
    importAndShow: async (files: readonly TraceFile[]) => {
      for (const { name, open } of files) {
        const { path, dispose } = await open();
        imported.push({ name, text: await readFile(path, 'latin1') });
        await dispose();
      }
    },
  });
  return { traces, imported, secrets };
}

describe('opening a trace from a backend', () => {
  it('asks for the address and the id, imports the trace, and remembers the address', async () => {
    const { url } = await run(startJaeger([TRACE]));
    editor.answers = ['Jaeger at another address', url, TRACE.traceId];
    const { traces, imported } = command();
    await traces.open();
    expect(imported).toHaveLength(1);
    expect(imported[0]!.name).toBe('trace 0af76519 of Jaeger');
    expect(imported[0]!.text).toContain('execute_tool search');
    expect(editor.updates).toEqual([['remote.backends', [{ kind: 'jaeger', url }], 'global']]);
  });

  it('offers what has answered before, and does not write the setting again for it', async () => {
    const { url } = await run(startTempo([TRACE]));
    editor.setting = [{ kind: 'tempo', url }];
    editor.answers = ['Grafana Tempo', TRACE.traceId];
    const { traces, imported } = command();
    await traces.open();
    expect(editor.shown[0]![0]).toBe('Grafana Tempo');
    expect(imported).toHaveLength(1);
    expect(editor.updates).toEqual([]);
  });

  it('searches by service, and looks further back when asked to', async () => {
    const { url } = await run(startJaeger([TRACE, OLD, storedTrace('2'.repeat(32), { service: 'shop' })]));
    editor.setting = [{ kind: 'jaeger', url }];
    editor.answers = ['Jaeger', '', 'research-agent', 'the last 24 hours', 'the last 7 days', 'yesterday'];
    const { traces, imported } = command();
    await traces.open();
    const [, , services, hour, day, week] = editor.shown;
    expect(services).toEqual(['research-agent', 'shop']);
    expect(hour![0]).toBe('invoke_agent researcher');
    expect(day).toHaveLength(4);
    expect(week).toContain('yesterday');
    expect(imported[0]!.name).toContain('11111111');
  });

  it('opens all that were found as one import', async () => {
    const { url } = await run(startTempo([TRACE, OTHER]));
    editor.setting = [{ kind: 'tempo', url }];
    editor.answers = ['Grafana Tempo', '{ span.gen_ai.tool.name != "" }', 'All 2 traces'];
    const { traces, imported } = command();
    await traces.open();
    expect(imported).toMatchObject([{ name: '2 traces of Grafana Tempo' }]);
    expect(imported[0]!.text.split('execute_tool search')).toHaveLength(3);
  });

  it('asks for a token where one is wanted, and keeps it for this address alone', async () => {
    const { url } = await run(startTempo([TRACE], { before: [wantsToken('key')] }));
    const elsewhere = await run(startTempo([TRACE]));
    editor.setting = [
      { kind: 'tempo', url },
      { kind: 'tempo', url: elsewhere.url },
    ];
    editor.answers = ['Grafana Tempo', TRACE.traceId, 'authorization=Bearer%20wrong', 'key'];
    const { traces, imported, secrets } = command();
    await traces.open();
    expect(imported).toHaveLength(1);
    expect([...secrets]).toEqual([[`remote.headers:${url}`, 'key']]);
    editor.setting = [{ kind: 'tempo', url: elsewhere.url }];
    editor.answers = ['Grafana Tempo', TRACE.traceId];
    await traces.open();
    expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('keeps no address that has not answered, and says what is wrong', async () => {
    const stub = await startJaeger([TRACE]);
    await stub.close();
    editor.answers = ['Jaeger at another address', stub.url, TRACE.traceId];
    await expect(command().traces.open()).rejects.toThrow(
      new RegExp(`^Jaeger does not answer at ${stub.url} \\(.*ECONNREFUSED.*\\)\\. Is it running`),
    );
    expect(editor.updates).toEqual([]);
  });

  it('says so when the backend gives a part only', async () => {
    const { url } = await run(startTempo([TRACE], { partial: 'Trace exceeds maximum size' }));
    editor.setting = [{ kind: 'tempo', url }];
    editor.answers = ['Grafana Tempo', TRACE.traceId];
    const { traces, imported } = command();
    await traces.open();
    expect(editor.warnings).toEqual([
      'Grafana Tempo gave only a part of the trace. Trace exceeds maximum size',
    ]);
    expect(imported).toHaveLength(1);
  });

  it.each([1, 2, 3])('ends without a word when the person leaves at step %i', async (step) => {
    const { url } = await run(startJaeger([TRACE]));
    editor.setting = [{ kind: 'jaeger', url }];
    editor.answers = ['Jaeger', '', undefined].slice(0, step - 1);
    const { traces, imported } = command();
    await traces.open();
    expect(imported).toEqual([]);
  });
});
