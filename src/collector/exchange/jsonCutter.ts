/**
 * Cuts OTLP/JSON without parsing it: one object, a list of objects, or JSON lines, written in any way. What it cuts out
 * is parsed later, in pieces, and faults inside of a record are found there.
 *
 * A line that begins with a new request while the one before is not complete is taken for a new start, so that a line
 * that is cut off costs no more than itself.
 */
import { protoFieldName } from '../../otlp/protoFieldName';
import type { Signal } from '../../otlp/records';
import { REQUEST_KEYS } from '../../otlp/sessionMessage';
import type { Cutter, Place, SectionReader } from './sections';
import { CUT_OFF, LONGEST_TOKEN_BYTES, TOO_LONG } from './sections';

/** What a container is for; whatever else nests is a value that nobody looks into. */
type Role = 'file' | 'requests' | 'request' | 'sections' | 'section' | 'scopes' | 'scope' | 'records';

interface Frame {
  role: Role;
  /** From `sections` on. */
  signal: Signal | null;
  /** The member that is being read, of an object. */
  key: string | null;
  /** Of a request: its members, and whether one of them had sections. */
  keys: string[];
  hasSections: boolean;
  place: Place;
}

const SIGNAL_OF_KEY = new Map<string, Signal>([
  ...Object.entries(REQUEST_KEYS).flatMap(([signal, { resources }]) =>
    [resources, protoFieldName(resources)].map((key): [string, Signal] => [key, signal as Signal]),
  ),
  // Grafana Tempo.
  ['batches', 'traces'],
]);

const REQUEST_START = new RegExp(String.raw`^\{[ \t]*"(?:${[...SIGNAL_OF_KEY.keys()].join('|')})"`);
/** More than `REQUEST_START` can match, but for spaces that nobody writes. */
const REQUEST_START_BYTES = 48;

/** Objects around a request, as APIs put them there. */
const MAX_WRAPPERS = 3;

/** Of an object that is no request, for the message. */
const NAMED_KEYS = 5;
const LONGEST_NAMED_KEY = 40;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

const OBJECTS: readonly Role[] = ['request', 'section', 'scope'];

export class JsonCutter implements Cutter {
  private buffer: Buffer = Buffer.alloc(0);
  /** Of the buffer's start. */
  private base: number;
  /** In the buffer. */
  private at = 0;
  private line = 1;
  private frames: Frame[] = [this.frame('file', null)];
  private mode: 'between' | 'key' | 'value' | 'lost' = 'between';
  /** Where in the buffer what is read is kept from; -1 for nothing. */
  private keptFrom = -1;
  private valuePlace: Place = { line: 1, offset: 0 };
  private depth = 0;
  private inString = false;
  /** The value is too long to be kept. */
  private tooLong = false;
  private ended = false;
  /** How things were when the last section began. */
  private sectionStart: { place: Place; frames: Frame[] } | null = null;
  /** The next line end from `at` on, where that is known. */
  private nextNewline = -1;

  /** `base`: where the first chunk lies in the content. */
  constructor(
    private readonly reader: SectionReader,
    base = 0,
  ) {
    this.base = base;
  }

  push(chunk: Buffer): boolean {
    const from = this.keptFrom >= 0 ? this.keptFrom : this.at;
    this.buffer = from < this.buffer.length ? Buffer.concat([this.buffer.subarray(from), chunk]) : chunk;
    this.base += from;
    this.at -= from;
    this.nextNewline = -1;
    if (this.keptFrom >= 0) this.keptFrom = 0;
    return this.run();
  }

  end(): boolean {
    this.ended = true;
    if (!this.run()) return false;
    if (this.frames.length === 1 && this.mode === 'between') return true;
    if (this.mode === 'lost') return true;
    return this.lose(CUT_OFF, this.buffer.length);
  }

  again(): number {
    const { place, frames } = this.sectionStart!;
    this.buffer = Buffer.alloc(0);
    this.base = place.offset;
    this.at = 0;
    this.line = place.line!;
    this.frames = frames.map((frame) => ({ ...frame }));
    this.mode = 'between';
    this.keptFrom = -1;
    this.ended = false;
    return place.offset;
  }

  private get top(): Frame {
    return this.frames.at(-1)!;
  }

  private frame(role: Role, signal: Signal | null): Frame {
    return { role, signal, key: null, keys: [], hasSections: false, place: this.here() };
  }

  private here(at = this.at): Place {
    return { line: this.line, offset: this.base + at };
  }

  /** False when a section is to be read again; else all of the buffer was read that can be without more. */
  private run(): boolean {
    while (this.at < this.buffer.length) {
      const before = this.at;
      const mode = this.mode;
      switch (mode) {
        case 'between':
          if (!this.readBetween()) return false;
          break;
        case 'key':
        case 'value':
          if (!this.readToken()) return false;
          break;
        case 'lost':
          this.findStart();
      }
      // More is needed to tell.
      if (this.at === before && this.mode === mode) return true;
    }
    return true;
  }

  /** Between the tokens of a container that is looked into. */
  private readBetween(): boolean {
    const { top } = this;
    const code = this.buffer[this.at]!;
    switch (code) {
      case NEWLINE:
        return this.passNewline();
      case 0x20:
      case 0x09:
      case 0x0d:
      case COMMA:
      case COLON:
        this.at++;
        return true;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        return this.close(code);
      case QUOTE:
        if (OBJECTS.includes(top.role) && top.key === null) {
          this.startToken('key', true);
          return true;
        }
        break;
      case OPENING_BRACE:
      case OPENING_BRACKET: {
        const frame = this.inside(code);
        if (frame) {
          this.open(frame);
          return true;
        }
      }
    }
    if (OBJECTS.includes(top.role) ? top.key !== null : top.role === 'records' && code === OPENING_BRACE) {
      this.startToken('value', top.role !== 'request');
      return true;
    }
    return this.lose(`Here is no OTLP/JSON: ${this.found()}.`, this.at);
  }

  private found(): string {
    const text = this.buffer.toString('utf8', this.at, this.at + 20);
    return `found ${JSON.stringify(text.split('\n', 1)[0])}`;
  }

  /** The container that begins here; undefined for a value, and for what does not belong here. */
  private inside(code: number): Frame | undefined {
    const { role, key, signal } = this.top;
    const isObject = code === OPENING_BRACE;
    switch (role) {
      case 'file':
        return this.frame(isObject ? 'request' : 'requests', null);
      case 'requests':
        return isObject ? this.frame('request', null) : undefined;
      case 'request': {
        if (key === null) return undefined;
        const own = SIGNAL_OF_KEY.get(key);
        if (own !== undefined) return isObject ? undefined : this.frame('sections', own);
        const wrappers = this.frames.filter((frame) => frame.role === 'request').length;
        return isObject && wrappers <= MAX_WRAPPERS ? this.frame('request', null) : undefined;
      }
      case 'sections':
        return isObject ? this.frame('section', signal) : undefined;
      case 'section':
        return this.isList('scopes', isObject) ? this.frame('scopes', signal) : undefined;
      case 'scopes':
        return isObject ? this.frame('scope', signal) : undefined;
      case 'scope':
        return this.isList('records', isObject) ? this.frame('records', signal) : undefined;
      case 'records':
        return undefined;
    }
  }

  private isList(name: 'scopes' | 'records', isObject: boolean): boolean {
    const { key, signal } = this.top;
    if (isObject || key === null) return false;
    const camel = REQUEST_KEYS[signal!][name];
    return key === camel || key === protoFieldName(camel);
  }

  private open(frame: Frame): void {
    if (frame.role === 'sections') for (const each of this.frames) each.hasSections = true;
    if (frame.role === 'section') {
      this.sectionStart = { place: this.here(), frames: this.frames.map((each) => ({ ...each })) };
      this.reader.sectionStart('json', frame.signal);
    } else if (frame.role === 'scope') this.reader.scopeStart();
    this.top.key = null;
    this.keptFrom = -1;
    this.frames.push(frame);
    this.at++;
  }

  private close(code: number): boolean {
    const { role, keys, hasSections, place } = this.top;
    const isObject = OBJECTS.includes(role);
    if (role === 'file' || isObject !== (code === CLOSING_BRACE)) {
      return this.lose('A closing bracket has no opening one.', this.at);
    }
    this.frames.pop();
    this.at++;
    if (role === 'section') return !this.reader.sectionEnd();
    const isWhole = role === 'request' && this.top.role !== 'request';
    if (isWhole && !hasSections && keys.length > 0) this.reader.skipped(place, noSections(keys));
    return true;
  }

  /** `keep`: its bytes are wanted, from its key on where it has one. */
  private startToken(mode: 'key' | 'value', keep: boolean): void {
    if (this.keptFrom < 0) this.valuePlace = this.here();
    if (keep && this.keptFrom < 0) this.keptFrom = this.at;
    if (!keep) this.keptFrom = -1;
    this.mode = mode;
    this.depth = 0;
    this.inString = false;
    this.tooLong = false;
  }

  /** Reads on to the end of a key or value. */
  private readToken(): boolean {
    const { buffer } = this;
    while (this.at < buffer.length) {
      if (this.inString) {
        const end = this.endOfString();
        if (end === 'more') break;
        if (end === 'broken') return this.lose('A text does not end on its line.', this.at);
        this.inString = false;
        if (this.depth === 0) return this.endToken();
        continue;
      }
      const code = buffer[this.at]!;
      switch (code) {
        case QUOTE:
          this.inString = true;
          break;
        case OPENING_BRACE:
        case OPENING_BRACKET:
          this.depth++;
          break;
        case CLOSING_BRACE:
        case CLOSING_BRACKET:
          // A number or the like ends before what closes its container.
          if (this.depth === 0) return this.endToken();
          this.depth--;
          if (this.depth === 0) {
            this.at++;
            return this.endToken();
          }
          break;
        case NEWLINE: {
          if (this.depth === 0) return this.endToken();
          const { at } = this;
          if (!this.passNewline()) return false;
          if (this.at === at || this.mode === 'between') return true;
          continue;
        }
        case COMMA:
          if (this.depth === 0) return this.endToken();
      }
      this.at++;
    }
    this.dropTooLong();
    return true;
  }

  /** Behind the string that `at` is in. Moves `at` on over what is known to be inside of it. */
  private endOfString(): 'found' | 'more' | 'broken' {
    const { buffer } = this;
    for (;;) {
      const quote = buffer.indexOf(QUOTE, this.at);
      if (this.nextNewline < this.at) {
        const newline = buffer.indexOf(NEWLINE, this.at);
        this.nextNewline = newline < 0 ? buffer.length : newline;
      }
      const end = quote < 0 ? buffer.length : quote;
      if (this.nextNewline < end) {
        this.at = this.nextNewline;
        return 'broken';
      }
      let backslashes = 0;
      while (end - 1 - backslashes >= this.at && buffer[end - 1 - backslashes] === BACKSLASH) backslashes++;
      if (quote < 0) {
        // What the backslashes at the end stand before is not known yet.
        this.at = end - backslashes;
        return 'more';
      }
      this.at = quote + 1;
      if (backslashes % 2 === 0) return 'found';
    }
  }

  private endToken(): boolean {
    const { top, mode } = this;
    const bytes = this.keptFrom < 0 ? null : this.buffer.subarray(this.keptFrom, this.at);
    this.mode = 'between';
    if (mode === 'key') {
      top.key = this.buffer.toString('utf8', this.keptFrom + 1, this.at - 1);
      if (top.role === 'request') {
        if (top.keys.length < NAMED_KEYS) top.keys.push(top.key.slice(0, LONGEST_NAMED_KEY));
        this.keptFrom = -1;
      }
      return true;
    }
    this.keptFrom = -1;
    top.key = null;
    if (this.tooLong) this.reader.skipped(this.valuePlace, `This is ${TOO_LONG}.`);
    else if (!bytes) return true;
    else if (top.role === 'records') this.reader.record(bytes, this.valuePlace);
    else if (top.role === 'section') this.reader.sectionMember(bytes);
    else this.reader.scopeMember(bytes);
    return true;
  }

  private dropTooLong(): void {
    if (this.keptFrom < 0 || this.at - this.keptFrom <= LONGEST_TOKEN_BYTES) return;
    this.tooLong = true;
    this.keptFrom = -1;
  }

  /** Over a line end, unless a request begins behind it that cannot be part of what is open. */
  private passNewline(): boolean {
    if (this.top.role !== 'file' && this.top.role !== 'requests') {
      const starts = this.startsRequest(this.at + 1);
      if (starts === undefined) return true;
      if (starts) {
        if (!this.reader.broken(this.here(), CUT_OFF)) this.startOver(this.at + 1);
        else return false;
        this.line++;
        return true;
      }
    }
    this.line++;
    this.at++;
    return true;
  }

  /** Undefined when more is needed to tell. */
  private startsRequest(at: number): boolean | undefined {
    const { buffer, ended } = this;
    if (at < buffer.length && buffer[at] !== OPENING_BRACE) return false;
    if (buffer.length - at < REQUEST_START_BYTES && !ended) return undefined;
    return REQUEST_START.test(buffer.toString('latin1', at, at + REQUEST_START_BYTES));
  }

  /** Passes over all up to the next line that begins with a request. */
  private findStart(): void {
    const newline = this.buffer.indexOf(NEWLINE, this.at);
    if (newline < 0) {
      this.at = this.buffer.length;
      return;
    }
    this.at = newline;
    const starts = this.startsRequest(newline + 1);
    if (starts === undefined) return;
    this.line++;
    if (starts) this.startOver(newline + 1);
    else this.at = newline + 1;
  }

  private startOver(at: number): void {
    this.frames = [this.frames[0]!];
    this.mode = 'between';
    this.keptFrom = -1;
    this.at = at;
  }

  /** Nothing can be told of what is here. False when a section is to be read again. */
  private lose(message: string, at: number): boolean {
    if (this.reader.broken(this.here(at), message)) return false;
    this.at = at;
    this.frames = [this.frames[0]!];
    this.mode = 'lost';
    this.keptFrom = -1;
    return true;
  }
}

function noSections(keys: readonly string[]): string {
  const named = keys.map((key) => JSON.stringify(key)).join(', ');
  const what = `This object has no resourceSpans, resourceLogs or resourceMetrics, but ${named}.`;
  return keys.includes('data') || keys.includes('traceEvents') ? `${what} Export it as OTLP instead.` : what;
}
