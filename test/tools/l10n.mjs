// @ts-check
// The texts of the editor's side, for translators: `dist/l10n/bundle.l10n.json`, as VS Code reads it (`l10n` in
// package.json). A translation is a copy of it beside it, such as bundle.l10n.de.json; those of the manifest are in
// package.nls.json.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './paths.mjs';

const FOLDER = join(ROOT, 'dist', 'l10n');

const EDITOR = join(ROOT, 'src', 'editor');

/**
 * Of calls of `vscode.l10n.t` and of a `t` that is passed in (`Translate`).
 *
 * @returns {Record<string, string>} Each text by itself, in their order.
 */
export function editorTexts() {
  const files = readdirSync(EDITOR, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const texts = files.flatMap((file) => textsIn(file, readFileSync(join(EDITOR, file), 'utf8')));
  return Object.fromEntries([...new Set(texts)].sort().map((text) => [text, text]));
}

/**
 * @param {string} file
 * @param {string} source
 * @returns {string[]}
 */
function textsIn(file, source) {
  /** @type {string[]} */
  const texts = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTranslation(node.expression)) {
      const [message] = node.arguments;
      if (!message || !ts.isStringLiteralLike(message)) {
        throw new Error(`${file}: a text to translate has to be written out: ${node.getText().slice(0, 80)}`);
      }
      texts.push(message.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return texts;
}

/** @param {ts.Expression} callee */
function isTranslation(callee) {
  if (ts.isIdentifier(callee)) return callee.text === 't';
  return ts.isPropertyAccessExpression(callee) && callee.getText() === 'vscode.l10n.t';
}

/** Part of the build. */
export async function writeBundle() {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'bundle.l10n.json'), `${JSON.stringify(editorTexts(), null, 2)}\n`);
}
