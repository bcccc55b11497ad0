/** From a file's text to what it defines, by tree-sitter. Pure: whoever makes one brings the grammars. */
import { Language, Parser, Query } from '@vscode/tree-sitter-wasm';
import type { FileFacts } from './facts';
import type { Shape } from './interpret/fileContext';
import { interpret } from './interpret/interpret';
import type { LanguageId } from './languages';
import { LANGUAGES } from './languages';

/** Where the runtime, the grammars and the queries come from. */
export interface ParserFiles {
  runtime(): Promise<Uint8Array>;
  /** @param name `python`, `c-sharp`, … */
  grammar(name: string): Promise<Uint8Array>;
  /** @param name without `.scm` */
  query(name: string): Promise<string>;
}

interface Reader {
  language: Language;
  query: Query;
}

/** Parses one text at a time; languages are loaded when their first file comes. */
export class SourceParser {
  private readonly readers = new Map<LanguageId, Promise<Reader>>();

  private constructor(
    private readonly parser: Parser,
    private readonly files: ParserFiles,
  ) {}

  static async open(files: ParserFiles): Promise<SourceParser> {
    const wasmBinary = await files.runtime();
    // Emscripten's module takes the bytes, too; the declared type knows of one option only.
    await Parser.init({ wasmBinary } as unknown as Parameters<typeof Parser.init>[0]);
    return new SourceParser(new Parser(), files);
  }

  /** Text that does not parse gives what can be made out of it. Rejects when the language's files are missing. */
  async read(text: string, id: LanguageId): Promise<FileFacts> {
    this.readers.set(id, this.readers.get(id) ?? this.load(id));
    const { language, query } = await this.readers.get(id)!;
    this.parser.setLanguage(language);
    const tree = this.parser.parse(withoutDirectives(text, id));
    if (!tree) return { definitions: [], constants: [], servers: [] };
    try {
      const shapes = query.matches(tree.rootNode).map(({ captures }) => {
        const shape: Shape = {};
        for (const { name, node } of captures) shape[name] = node;
        return shape;
      });
      return interpret(LANGUAGES[id].syntax, shapes);
    } finally {
      tree.delete();
    }
  }

  private async load(id: LanguageId): Promise<Reader> {
    const { grammar, queries } = LANGUAGES[id];
    const [bytes, ...texts] = await Promise.all([
      this.files.grammar(grammar),
      ...queries.map((name) => this.files.query(name)),
    ]);
    const language = await Language.load(bytes);
    return { language, query: new Query(language, texts.join('\n')) };
  }
}

/** Lines that no grammar of C# knows, of programs of one file (`#:package Name@1.0`), are left empty, and the mark of UTF-8 behind them. */
function withoutDirectives(text: string, id: LanguageId): string {
  return id === 'csharp' ? text.replace(/^#[:!].*$|\uFEFF/gm, '') : text;
}
