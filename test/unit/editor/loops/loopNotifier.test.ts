/** The notification of a loop and what its buttons do, by an editor that is a fake. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Disposable } from 'vscode';
import type { LoopNotifierServices } from '../../../../src/editor/loops/loopNotifier';
import { LoopNotifier } from '../../../../src/editor/loops/loopNotifier';
import type { Loop, LoopNotice } from '../../../../src/protocol/loops';

const editor = vi.hoisted(() => ({
  settings: new Map<string, unknown>(),
  updates: [] as unknown[][],
  executed: [] as string[],
  /** Each notification: its text and its buttons. */
  warnings: [] as { text: string; buttons: string[] }[],
  informed: [] as string[],
  /** The button that a person clicks on; undefined closes the notification. */
  click: undefined as string | undefined,
}));

vi.mock('vscode', () => ({
  l10n: {
    t: (message: string, ...args: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)])),
  },
  Disposable: class {
    constructor(readonly dispose: () => void) {}
  },
  ConfigurationTarget: { Global: 'global', Workspace: 'workspace' },
  workspace: {
    workspaceFolders: [{}],
    getConfiguration: () => ({
      get: (name: string) => editor.settings.get(name),
      update: (...args: unknown[]) => {
        editor.updates.push(args);
        return Promise.resolve();
      },
    }),
  },
  commands: {
    executeCommand: (id: string) => {
      editor.executed.push(id);
      return Promise.resolve();
    },
  },
  window: {
    showWarningMessage: (text: string, ...buttons: string[]) => {
      editor.warnings.push({ text, buttons });
      return Promise.resolve(buttons.find((button) => button === editor.click));
    },
    showInformationMessage: (text: string) => {
      editor.informed.push(text);
      return Promise.resolve(undefined);
    },
  },
}));

const CALL = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const SENDER = { pid: 4711, host: null };

function notice(fields: Partial<Loop> = {}): LoopNotice {
  const loop: Loop = {
    id: `repeat:${CALL.traceId}:${CALL.spanId}`,
    kind: 'repeat',
    severity: 'warning',
    agent: null,
    period: 1,
    iterations: 6,
    toolNames: ['search'],
    steps: [[{ traceId: CALL.traceId, spanId: 'c'.repeat(16) }, CALL]],
    firstTurn: 2,
    lastTurn: 7,
    wasted: { tokens: 41_000, costUsd: 0.31, durationMs: 48_000 },
    reason:
      'search ran 6 times with the same arguments (turns 2–7): 41k tokens, $0.31 and 48s without progress.',
    ...fields,
  };
  return { sessionId: 's', title: 'Title', loop, process: SENDER };
}

/** A notifier, what it asked its services to do, and whether an agent is found each time that one is looked for. */
function start({ found = [true], hasSource = true } = {}) {
  const done: unknown[] = [];
  let tell: (notice: LoopNotice) => void = () => undefined;
  const agent = {
    place: 'bash',
    interrupt: () => {
      done.push('interrupted');
    },
  };
  const onDidFindLoop: LoopNotifierServices['collector']['onDidFindLoop'] = (listener) => {
    tell = listener;
    return new Disposable(() => (tell = () => undefined));
  };
  const notifier = new LoopNotifier({
    collector: { onDidFindLoop },
    panels: { open: (...args) => void done.push(['open', ...args]) },
    source: {
      open: (ref) => {
        done.push(['source', ref]);
        return Promise.resolve(hasSource);
      },
    },
    processes: {
      find: (sender) => {
        expect(sender).toEqual(SENDER);
        return Promise.resolve(found.shift() === true ? agent : undefined);
      },
    },
    log: { error: (message: string | Error) => void done.push(message) },
  });
  return {
    notifier,
    done,
    /** Resolves once everything that follows from it is done: all of it is promises that are resolved already. */
    tell: async (each: LoopNotice) => {
      tell(each);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

beforeEach(() => {
  Object.assign(editor, {
    settings: new Map(),
    updates: [],
    executed: [],
    warnings: [],
    informed: [],
    click: undefined,
  });
});

describe('the notification of a loop', () => {
  it('says what happened and offers what can be done, and does nothing without a click', async () => {
    const { tell, done } = start();
    await tell(notice());
    expect(editor.warnings).toHaveLength(1);
    expect(editor.warnings[0]!.text).toContain('search ran 6 times with the same arguments');
    expect(editor.warnings[0]!.buttons).toEqual([
      'Show Loop',
      'Go to Tool',
      'Interrupt Agent',
      'Ignore This Tool',
    ]);
    expect(done).toEqual([]);
    expect(editor.updates).toEqual([]);
  });

  it('offers no interrupt where the agent is not surely known, and no tool where there is none', async () => {
    const { tell } = start({ found: [] });
    await tell(notice());
    await tell(notice({ id: 'monologue:x:y', kind: 'monologue', toolNames: [] }));
    expect(editor.warnings.map(({ buttons }) => buttons)).toEqual([
      ['Show Loop', 'Go to Tool', 'Ignore This Tool'],
      ['Show Loop'],
    ]);
  });

  it('shows the loop where it begins', async () => {
    editor.click = 'Show Loop';
    const { tell, done } = start();
    await tell(notice());
    expect(done).toEqual([['open', 's', notice().loop.steps[0]![0]]]);
  });

  it('goes to the tool, and says when its code is not here', async () => {
    editor.click = 'Go to Tool';
    const { tell, done } = start({ hasSource: false });
    await tell(notice());
    expect(done).toEqual([['source', CALL]]);
    expect(editor.informed).toEqual(['The definition of search was not found in this workspace.']);
  });

  it('interrupts the agent that still runs there', async () => {
    editor.click = 'Interrupt Agent';
    const { tell, done } = start({ found: [true, true] });
    await tell(notice());
    expect(done).toEqual(['interrupted']);
  });

  it('interrupts nothing when the agent has ended meanwhile', async () => {
    editor.click = 'Interrupt Agent';
    const { tell, done } = start({ found: [true, false] });
    await tell(notice());
    expect(done).toEqual([]);
    expect(editor.informed).toEqual(['The agent does not run any more.']);
  });

  it('adds the tool to those that are ignored, beside those that are', async () => {
    editor.click = 'Ignore This Tool';
    editor.settings = new Map([['loops.ignoredTools', ['poll', 7]]]);
    const { tell } = start();
    await tell(notice());
    expect(editor.updates).toEqual([['loops.ignoredTools', ['poll', 'search'], 'workspace']]);
  });

  it('keeps to the settings, as they are at that time', async () => {
    const { tell } = start();
    editor.settings = new Map([['loops.notifications', 'off']]);
    await tell(notice());
    editor.settings = new Map([['loops.notifications', 'critical']]);
    await tell(notice());
    editor.settings = new Map([['loops.ignoredTools', ['search']]]);
    await tell(notice());
    expect(editor.warnings).toEqual([]);
    editor.settings = new Map([['loops.notifications', 'no such level']]);
    await tell(notice());
    expect(editor.warnings).toHaveLength(1);
  });

  it('puts the fourth within a minute into one sentence that leads to the sessions', async () => {
    const { tell } = start();
    for (const id of ['1', '2', '3']) await tell(notice({ id }));
    editor.click = 'Show Sessions';
    await tell(notice({ id: '4' }));
    await tell(notice({ id: '5' }));
    expect(editor.warnings).toHaveLength(4);
    expect(editor.warnings[3]!.buttons).toEqual(['Show Sessions']);
    expect(editor.executed).toEqual(['turnline.sessions.focus']);
  });

  it('hears of nothing any more once it is disposed of', async () => {
    const { tell, notifier } = start();
    notifier.dispose();
    await tell(notice());
    expect(editor.warnings).toEqual([]);
  });
});
