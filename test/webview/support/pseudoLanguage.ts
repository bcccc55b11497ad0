/**
 * A language that nobody speaks: every letter of a translated text is replaced by one that English does not have. What
 * a page then still shows in plain letters did not pass through `t`, or came with the data.
 */
import type { Page } from 'playwright-core';
import type { RpcPort } from '../../../src/protocol/rpc';
import type { PageHost } from './panelPage';
import type { Display } from './pageServer';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const STRANGE = 'áƀčđëƒğĥíĵķłḿńôƥɋřšţúṽŵẋýžÁɃČĐËƑĞĤÍĴĶŁḾŃÔƤɊŘŠŢÚṼŴẊÝŽ';

/** Places and the syntax of plurals, which a translation keeps. */
const SYNTAX = /\{\d+, plural,| (?:one|other) \{|\{\d+\}|[{}]/g;

/** Its texts, by the English ones. */
export function pseudoLanguage(texts: Readonly<Record<string, string>>): Display {
  const translations = Object.fromEntries(Object.keys(texts).map((text) => [text, pseudo(text)]));
  // Its numbers are written as in English, its dates without Latin letters, and its plurals have one form.
  return { language: 'ja', translations };
}

function pseudo(text: string): string {
  let translation = '';
  let at = 0;
  for (const match of text.matchAll(SYNTAX)) {
    translation += strange(text.slice(at, match.index)) + match[0];
    at = match.index + match[0].length;
  }
  return translation + strange(text.slice(at));
}

function strange(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter) => STRANGE[PLAIN.indexOf(letter)]!);
}

/** Says the same as another host, and remembers all the texts in what it says. */
export class RememberingHost implements PageHost {
  private said = '';

  constructor(readonly host: PageHost) {}

  get revision(): number {
    return this.host.revision;
  }

  set revision(revision: number) {
    this.host.revision = revision;
  }

  serve(port: RpcPort): unknown {
    return this.host.serve({
      post: (message) => {
        this.remember(message);
        port.post(message);
      },
      onMessage: (listener) => port.onMessage(listener),
    });
  }

  /** What else counts as data. */
  remember(value: unknown): void {
    if (typeof value === 'string') this.said += `${value.replace(/\s+/g, ' ')}\n`;
    else if (ArrayBuffer.isView(value) || typeof value !== 'object' || value === null) return;
    else {
      for (const [key, each] of Object.entries(value)) {
        this.remember(key);
        this.remember(each);
      }
    }
  }

  has(text: string): boolean {
    return this.said.includes(text);
  }
}

/** `12.3k`, `$0.04`, `2m 13s`, `1.5 MB`, `↻3`: the same in every language but for their signs. */
const FIGURE = /^[<≥↻×+−~ ]*\$?[\d.,:–-]+ ?(?:k|M|ms|µs|s|m|h|d|KB|MB|GB|bytes?)?(?: [\d.]+[smhd])*$/;

/** Names of things, not words of a language. */
const NAMES = /^(?:MCP|NULL|null|true|false|p\d\d|OTLP\/(?:HTTP|gRPC)|Turnline|ms|[a-z]+(?:\.[a-zA-Z]+)+)$/;

/** What the page shows or tells screen readers in plain letters, and the host never said. */
export async function untranslated(page: Page, host: RememberingHost): Promise<string[]> {
  const shown = await page.evaluate<string[]>(COLLECT_TEXTS);
  const found = new Set<string>();
  for (const text of shown) {
    for (const part of text.replace(/\s+/g, ' ').split(/[^\x20-\x7e–…“”’↻≥×µ−]| [·›→|—] |, |; |: |[()“”]/)) {
      const plain = part.replace(/^[^A-Za-z$\d<≥↻×+−]+|[^A-Za-z\d%]+$/g, '');
      if (!/[A-Za-z]{2}/.test(plain) || FIGURE.test(plain) || NAMES.test(plain)) continue;
      if (!host.has(plain.replace(/:\d+$/, ''))) found.add(`${plain}   in   ${text.slice(0, 160)}`);
    }
  }
  return [...found];
}

/** Before the page's own script: notes what is written on canvases. */
export const NOTE_DRAWN_TEXTS = `
  window.drawn = [];
  const fillText = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.drawn.push(text);
    return fillText.call(this, text, ...rest);
  };
`;

/** In the page: its texts, those of its attributes, and what was written on canvases. */
const COLLECT_TEXTS = `(() => {
  const attributes = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-valuetext'];
  const texts = [];
  const visit = (root) => {
    for (const node of root.childNodes) {
      if (node instanceof Text) texts.push(node.data);
      if (!(node instanceof Element) || ['SCRIPT', 'STYLE'].includes(node.tagName)) continue;
      for (const name of attributes) texts.push(node.getAttribute(name) ?? '');
      if (node.shadowRoot) visit(node.shadowRoot);
      visit(node);
    }
  };
  visit(document.body);
  return [...texts, ...window.drawn];
})()`;
