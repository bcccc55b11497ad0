/** From compiled JavaScript back to what it was made of, by the source map beside it or in it. */
import { readFile, stat } from 'node:fs/promises';
import type { SourceMapPayload } from 'node:module';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../../protocol/jsonObject';

/** Larger bundles take longer to look through than anybody waits for a link. */
const MAX_BYTES = 30_000_000;
/** A trace has many frames of few files. */
const MAX_KEPT = 8;
const COMMENT = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm;

export interface OriginalPlace {
  /** Absolute path; need not exist. */
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
}

interface KeptMap {
  modified: number;
  map: Promise<SourceMap | null>;
}

export class SourceMaps {
  private readonly kept = new Map<string, KeptMap>();

  /** Null for a place that no map knows, and for files that have none. Lines and columns are 1-based. */
  async original(file: string, line: number, column: number): Promise<OriginalPlace | null> {
    if (!/\.[cm]?js$/.test(file)) return null;
    const map = await this.mapOf(file);
    const entry = map?.findEntry(line - 1, column - 1);
    if (!entry || !('originalSource' in entry) || !entry.originalSource) return null;
    const source = pathOf(entry.originalSource, dirname(file));
    return source === null
      ? null
      : { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  private async mapOf(file: string): Promise<SourceMap | null> {
    const modified = await stat(file).then(
      ({ mtimeMs, size }) => (size > MAX_BYTES ? null : mtimeMs),
      () => null,
    );
    if (modified === null) return null;
    const known = this.kept.get(file);
    if (known?.modified === modified) return known.map;
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= MAX_KEPT) this.kept.delete(oldest);
    const map = readMap(file).catch(() => null);
    this.kept.set(file, { modified, map });
    return map;
  }
}

async function readMap(file: string): Promise<SourceMap | null> {
  const text = await readFile(file, 'utf8');
  const address = [...text.matchAll(COMMENT)].at(-1)?.[1] ?? '';
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(address);
  const json = inline
    ? inline[1] === undefined
      ? decodeURIComponent(inline[2]!)
      : Buffer.from(inline[2]!, 'base64').toString('utf8')
    : await mapFile(file, address);
  const payload: unknown = json === null ? null : JSON.parse(json);
  if (!isRecord(payload) || !Array.isArray(payload.sources) || typeof payload.mappings !== 'string')
    return null;
  return new SourceMap(payload as unknown as SourceMapPayload);
}

/** Only beside the file: what it says of others' machines is not fetched. */
async function mapFile(file: string, address: string): Promise<string | null> {
  const name = /^[\w.@+-]+$/.test(address) ? address : `${file.replace(/^.*[\\/]/, '')}.map`;
  const path = resolve(dirname(file), name);
  const { size } = await stat(path);
  return size > MAX_BYTES ? null : readFile(path, 'utf8');
}

/** Bundlers write sources as paths from the map, as file addresses, or as addresses of their own. */
function pathOf(source: string, folder: string): string | null {
  if (source.startsWith('file:')) {
    try {
      return fileURLToPath(source);
    } catch {
      return null;
    }
  }
  if (/^[a-z][\w+.-]+:/i.test(source)) return null;
  return resolve(folder, source);
}
