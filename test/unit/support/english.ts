import type { Translate } from '../../../src/editor/sessionText';

/** As `vscode.l10n.t` does it where the editor is in English. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));
