// @ts-check
// The texts for translators: `dist/l10n/bundle.l10n.json`, as VS Code reads it (`l10n` in package.json). The editor's
// side and the pages share it. A translation is a copy of it beside it, such as bundle.l10n.de.json; those of the
// manifest are in package.nls.json.
import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './paths.mjs';

const BUNDLE_FOLDER = join(ROOT, 'dist', 'l10n');

const FOLDERS = [join('src', 'editor'), 'webview'];

/** Tables of texts that the pages show by `translated`. */
const TABLES = `
import { FINDING_TITLES } from './src/protocol/review';
import { SQL_EXAMPLES, SQL_VIEWS } from './src/protocol/sqlReference';
import { guides } from './src/presets/guides';
import { PRESETS } from './src/presets/presets';

const columns = SQL_VIEWS.flatMap((view) => view.columns);
const steps = guides({ httpPort: 4318, token: null }).flatMap(({ group, steps }) => [
  group,
  ...steps.map(({ text }) => text),
]);
export const texts = [
  ...Object.values(FINDING_TITLES),
  ...SQL_EXAMPLES.map(({ title }) => title),
  ...[...SQL_VIEWS, ...columns].map(({ description }) => description),
  ...columns.map(({ unit }) => unit).filter((unit) => unit !== ''),
  ...PRESETS.map(({ detail }) => detail),
  ...steps,
];
`;

/**
 * Of calls of `vscode.l10n.t`, of a `t` that is passed in (`Translate`) or the pages' own, and of the tables.
 *
 * @returns {Promise<Record<string, string>>} Each text by itself, in their order.
 */
export async function textsToTranslate() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  const texts = files.flatMap((file) => textsIn(file, readFileSync(join(ROOT, file), 'utf8')));
  const all = new Set([...texts, ...(await textsOfTables())]);
  return Object.fromEntries([...all].sort().map((text) => [text, text]));
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

/** @returns {Promise<string[]>} */
async function textsOfTables() {
  const { outputFiles } = await build({
    stdin: { contents: TABLES, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const script = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
  const module = /** @type {{ texts: string[] }} */ (await import(`data:text/javascript;base64,${script}`));
  return module.texts;
}

/** Part of the build. */
export async function writeBundle() {
  await mkdir(BUNDLE_FOLDER, { recursive: true });
  const texts = await textsToTranslate();
  await writeFile(join(BUNDLE_FOLDER, 'bundle.l10n.json'), `${JSON.stringify(texts, null, 2)}\n`);
}
