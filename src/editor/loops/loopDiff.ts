/** Two iterations of a loop side by side, in the editor's own diff editor. */
import * as vscode from 'vscode';
import { ITERATION_SCHEME } from '../../protocol/ids';
import type { Loop } from '../../protocol/loops';
import type { CollectorService } from '../collectorService';
import { placeIn, queryOf, readIteration } from './iterationReader';

/** The command “Compare Iterations of a Loop…” and the session view's link. */
export class LoopDiff implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly collector: Pick<CollectorService, 'request'>) {}

  /**
   * Asks which iterations where there are more than two, and without `loopId` which loop where there are several, then
   * shows them. False when the session has no such loop. A person who dismisses a choice has been served.
   */
  async compare(sessionId: string, loopId?: string): Promise<boolean> {
    const loops = await this.collector.request('session/loops', { sessionId });
    const fitting = loopId === undefined ? loops : loops.filter(({ id }) => id === loopId);
    if (fitting.length === 0) return false;
    const loop = fitting.length === 1 ? fitting[0] : await pickLoop(fitting);
    const pair = loop && (await pickIterations(loop));
    if (pair) await this.show(sessionId, loop, pair);
    return true;
  }

  /** Also asked for by tabs that the editor restores after a reload. */
  async provideTextDocumentContent({ query }: Pick<vscode.Uri, 'query'>): Promise<string> {
    const place = placeIn(query);
    const text = place ? await readIteration(this.collector, place, vscode.l10n.t) : null;
    return (
      text ??
      vscode.l10n.t(
        'This iteration is no longer there: its session was dropped, or the loop is another one by now. Open the session again and choose “Compare iterations”.',
      )
    );
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async show(sessionId: string, loop: Loop, pair: [left: number, right: number]): Promise<void> {
    const [left, right] = pair.map((iteration) =>
      vscode.Uri.from({
        scheme: ITERATION_SCHEME,
        // The extension makes it a Markdown document.
        path: `/${nameOf(loop).replaceAll('/', '_')} ${iteration}.md`,
        query: queryOf({ sessionId, loopId: loop.id, iteration }),
      }),
    ) as [vscode.Uri, vscode.Uri];
    // The last iteration of a running loop may have grown since it was shown.
    for (const uri of [left, right]) this.changed.fire(uri);
    const title = vscode.l10n.t('{0}: iteration {1} ↔ {2} of {3}', nameOf(loop), ...pair, loop.iterations);
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }
}

async function pickLoop(loops: readonly Loop[]): Promise<Loop | undefined> {
  const items = loops.map((loop) => ({
    label: nameOf(loop),
    description: vscode.l10n.t('{0} iterations', loop.iterations),
    detail: loop.reason,
    loop,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare Iterations'),
    placeHolder: vscode.l10n.t('Which loop?'),
  });
  return picked?.loop;
}

/** What is proposed first are the first two, and after another choice the iteration behind it. */
async function pickIterations(loop: Loop): Promise<[number, number] | undefined> {
  const all = loop.steps.map((_, at) => at + 1);
  if (all.length <= 2) return [1, all.length];
  const left = await pickIteration(all, all.length, vscode.l10n.t('Which iteration on the left?'));
  if (left === undefined) return undefined;
  const others = [...all.slice(left), ...all.slice(0, left - 1)];
  const right = await pickIteration(
    others,
    all.length,
    vscode.l10n.t('Compare iteration {0} with which one?', left),
  );
  return right === undefined ? undefined : [left, right];
}

async function pickIteration(
  iterations: readonly number[],
  last: number,
  placeHolder: string,
): Promise<number | undefined> {
  const items = iterations.map((iteration) => ({
    label: vscode.l10n.t('Iteration {0}', iteration),
    description: iteration === 1 ? vscode.l10n.t('first') : iteration === last ? vscode.l10n.t('last') : '',
    iteration,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare Iterations'),
    placeHolder,
  });
  return picked?.iteration;
}

/** The tools, or where it has none what it is. */
function nameOf({ toolNames, kind, agent }: Loop): string {
  return toolNames.length > 0 ? toolNames.join(', ') : [kind, agent].filter(Boolean).join(' · ');
}
