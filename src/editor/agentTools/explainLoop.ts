/** “Explain This Loop”: opens the chat with the evidence, and shows the question where the chat has no model. */
import * as vscode from 'vscode';
import { loopQuestion } from '../../mcp/loopEvidence';
import type { Loop } from '../../protocol/loops';
import type { CollectorService } from '../collectorService';

/** Command of the editor's chat; it takes a question. */
const OPEN_CHAT = 'workbench.action.chat.open';

/** @param loopId of the session's loops; asks for one when it has several and this names none */
export async function explainLoop(
  collector: CollectorService,
  sessionId: string,
  loopId?: string,
): Promise<void> {
  const loops = await collector.request('session/loops', { sessionId });
  const loop = loops.find(({ id }) => id === loopId) ?? (await pickLoop(loops));
  if (!loop) return;
  const turns = await collector.request('session/turns', { sessionId });
  await ask(loopQuestion(sessionId, loop, turns));
}

async function pickLoop(loops: readonly Loop[]): Promise<Loop | undefined> {
  if (loops.length <= 1) {
    if (loops.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Turnline found no loop in this session.'));
    }
    return loops[0];
  }
  const items = loops.map((loop) => ({
    label: loop.toolNames.join(', ') || loop.kind,
    description: vscode.l10n.t('{0} iterations', loop.iterations),
    detail: loop.reason,
    loop,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Explain a Loop') });
  return picked?.loop;
}

async function ask(question: string): Promise<void> {
  const commands = await vscode.commands.getCommands(true);
  if (commands.includes(OPEN_CHAT)) {
    // Not sent by itself: what an agent did is for the user to read before it goes to a model.
    await vscode.commands.executeCommand(OPEN_CHAT, { query: question, isPartialQuery: true });
    // The command says nothing of it where the chat is hidden; then, or where nobody has signed in, there is no model.
    const models = await vscode.lm.selectChatModels();
    if (models.length > 0) return;
  }
  await showQuestion(question);
}

/** For any other agent. */
async function showQuestion(question: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: question });
  await vscode.window.showTextDocument(document, { preserveFocus: true });
  const copy = vscode.l10n.t('Copy Question');
  const message = vscode.l10n.t(
    'No language model is set up for the chat of this VS Code. Give the question to the agent of your choice.',
  );
  // Not waited for: the page that asked would give up before a person has read it.
  void vscode.window.showInformationMessage(message, copy).then(async (chosen) => {
    if (chosen === copy) await vscode.env.clipboard.writeText(question);
  });
}
