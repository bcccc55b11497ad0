/** What the settings say about the collector. Pure: whoever has the settings passes them in. */
import type { CollectorPorts, CollectorWorkerData } from '../protocol/collectorWorker';
import { DEFAULT_JOURNAL_BYTES, DEFAULT_MEMORY_LIMIT_BYTES } from '../protocol/collectorWorker';
import { DEFAULT_GRPC_PORT, DEFAULT_HTTP_PORT, SETTING } from '../protocol/ids';
import { isRecord } from '../protocol/jsonObject';
import type { LoopThreshold, LoopThresholds } from '../protocol/loops';
import { DEFAULT_LOOP_THRESHOLDS, LOOP_KINDS } from '../protocol/loops';
import type { PriceOverride } from '../protocol/prices';

const MIB = 1024 * 1024;
const HIGHEST_PORT = 65_535;
/** Of the settings' own bounds, as the manifest has them. */
const MEMORY_MIB = { min: 64, max: 1792, standard: DEFAULT_MEMORY_LIMIT_BYTES / MIB };
const JOURNAL_MIB = { min: 0, max: 65_536, standard: DEFAULT_JOURNAL_BYTES / MIB };

export interface CollectorSettings {
  httpPort: number;
  grpcPort: number;
  requireToken: boolean;
  /** 0: no journal. */
  journalMegabytes: number;
  memoryMegabytes: number;
  redactionPatterns: string[];
  /** '': nothing is forwarded. */
  forwardEndpoint: string;
  prices: PriceOverride[];
  loopThresholds: LoopThresholds;
}

/** What the collector needs beside the settings. */
export interface CollectorSurroundings {
  /** Of the journals of this workspace. */
  journalDirectory: string;
  /** Where this workspace listened last, while that still counts. */
  formerPorts: CollectorPorts | null;
  /** null when none is required. */
  token: string | null;
  /** For the endpoint that is forwarded to. */
  forwardHeaders: Record<string, string>;
}

/**
 * Settings are typed by hand: what has the wrong type counts as not set, and a number out of bounds as the nearest in.
 *
 * @param get the value of a setting by its name without the section
 */
export function collectorSettings(get: (name: string) => unknown): CollectorSettings {
  const integer = (name: string, { min, max, standard }: typeof MEMORY_MIB) => {
    const value = get(name);
    if (typeof value !== 'number' || !Number.isFinite(value)) return standard;
    return Math.min(Math.max(Math.round(value), min), max);
  };
  const port = (name: string, standard: number) => integer(name, { min: 0, max: HIGHEST_PORT, standard });
  return {
    httpPort: port(SETTING.httpPort, DEFAULT_HTTP_PORT),
    grpcPort: port(SETTING.grpcPort, DEFAULT_GRPC_PORT),
    requireToken: get(SETTING.requireToken) === true,
    journalMegabytes: integer(SETTING.journalMaxMegabytes, JOURNAL_MIB),
    memoryMegabytes: integer(SETTING.memoryMaxMegabytes, MEMORY_MIB),
    redactionPatterns: texts(get(SETTING.redactionPatterns)),
    forwardEndpoint: textOf(get(SETTING.forwardEndpoint)),
    prices: pricesOf(get(SETTING.prices)),
    loopThresholds: loopThresholdsOf(get(SETTING.loopThresholds)),
  };
}

export function collectorWorkerData(
  settings: CollectorSettings,
  { journalDirectory, formerPorts, token, forwardHeaders }: CollectorSurroundings,
): CollectorWorkerData {
  const {
    httpPort,
    grpcPort,
    journalMegabytes,
    memoryMegabytes,
    redactionPatterns,
    forwardEndpoint,
    prices,
    loopThresholds,
  } = settings;
  return {
    httpPort,
    grpcPort,
    fallbackToFreePort: true,
    formerPorts,
    token,
    journal:
      journalMegabytes === 0 ? null : { directory: journalDirectory, maxBytes: journalMegabytes * MIB },
    memoryLimitBytes: memoryMegabytes * MIB,
    redactionPatterns,
    forward: forwardEndpoint === '' ? null : { endpoint: forwardEndpoint, headers: forwardHeaders },
    prices,
    loopThresholds,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** From `{"model": {"input": 1, "output": 2}}`: an entry without both prices says nothing. */
function pricesOf(value: unknown): PriceOverride[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([model, price]) => {
    if (model === '' || !isRecord(price)) return [];
    const [input, output] = [amountOf(price.input), amountOf(price.output)];
    if (input === undefined || output === undefined) return [];
    const [cacheRead, cacheWrite] = [amountOf(price.cacheRead), amountOf(price.cacheWrite)];
    return [
      {
        model,
        input,
        output,
        ...(cacheRead === undefined ? {} : { cacheRead }),
        ...(cacheWrite === undefined ? {} : { cacheWrite }),
      },
    ];
  });
}

/** Two of anything is a second try. */
const FEWEST_ITERATIONS = 2;

/** From `{"repeat": {"warning": 4}}`: what is not given is as it is by default; critical is never below warning. */
function loopThresholdsOf(value: unknown): LoopThresholds {
  const given = isRecord(value) ? value : {};
  const entries = LOOP_KINDS.map((kind): [string, LoopThreshold] => {
    const fields = given[kind];
    const of = (name: keyof LoopThreshold) => {
      const count = isRecord(fields) ? amountOf(fields[name]) : undefined;
      return count === undefined
        ? DEFAULT_LOOP_THRESHOLDS[kind][name]
        : Math.max(Math.round(count), FEWEST_ITERATIONS);
    };
    const warning = of('warning');
    return [kind, { warning, critical: Math.max(of('critical'), warning) }];
  });
  return Object.fromEntries(entries) as LoopThresholds;
}

function amountOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
