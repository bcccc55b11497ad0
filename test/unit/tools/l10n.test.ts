import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { textsToTranslate } from '../../tools/l10n.mjs';
import { ROOT } from '../../tools/paths.mjs';

/** The doctor's report is English as its checks are: data, which scripts and models read, too. */
const DATA = ['doctor.ts', 'doctorMarkdown.ts'];
/** Told to programs or to us: logs, models, and what no button of ours asks for. */
const NOT_TOLD_TO_USERS = /(^|\.)log\.\w+$|^RpcError$/;
const NEVER_ASKED = /^There is no tool "|^The panel has no command “/;

describe('the texts for translators', () => {
  it('are those of the editor’s side and of the pages, each written out where it is shown', async () => {
    const texts = await textsToTranslate();
    expect(Object.keys(texts).length).toBeGreaterThan(700);
    // By `vscode.l10n.t`, by a `t` that is passed in, by that of the pages, and in a table.
    for (const text of ['Where is it?', '{0} spans', 'Zoomed to {0}', 'Loop']) {
      expect(texts).toHaveProperty([text], text);
    }
  });

  it('leave no words of the editor’s side in English', () => {
    const folder = join(ROOT, 'src', 'editor');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !DATA.includes(file),
    );
    expect(files.length).toBeGreaterThan(50);
    const left = files.flatMap((file) => untranslated(file, readFileSync(join(folder, file), 'utf8')));
    expect(left).toEqual([]);
  });

  it('would notice a text that is left in English', () => {
    expect(untranslated('a.ts', 'f(vscode.l10n.t("Said so."), t("{0} more", `Two words`));')).toEqual([]);
    expect(
      untranslated('a.ts', 'show("Said so."); show(`Not ${x} done yet.`); log.info("All is well.");'),
    ).toEqual(['a.ts: Said so.', 'a.ts: done yet.']);
  });
});

/** Words beside words, outside of calls that translate them; markup has none that are shown. */
function untranslated(file: string, source: string): string[] {
  const left: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = node.expression.getText();
      if (callee === 't' || callee === 'vscode.l10n.t' || NOT_TOLD_TO_USERS.test(callee)) return;
    }
    const text = wordsOf(node);
    if (
      text !== null &&
      /\p{L}{2,} \p{L}{2,}/u.test(text) &&
      !text.includes('<') &&
      !NEVER_ASKED.test(text)
    ) {
      left.push(`${file}: ${text.trim()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return left;
}

function wordsOf(node: ts.Node): string | null {
  const isPart = ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
  return isPart || ts.isStringLiteralLike(node) ? node.text : null;
}
