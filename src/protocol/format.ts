/** Figures as people read them, the same in the tree, the status bar and the webview. Unknown is never 0. */
import type { DurationMs, Tokens, Usd } from './units';

/** How a language writes numbers. */
export interface NumberSigns {
  decimal: string;
  /** Between groups of three digits. */
  group: string;
}

const ENGLISH: NumberSigns = { decimal: '.', group: ',' };

/** Stands for a figure that nobody reported. */
export const UNKNOWN_FIGURE = '–';

/** `950`, `12.3k`, `123k`, `1.2M`; `–` when unknown. */
export function formatTokens(tokens: Tokens | null, signs = ENGLISH): string {
  if (tokens === null || !Number.isFinite(tokens)) return UNKNOWN_FIGURE;
  if (tokens < 999.5) return tokens.toFixed(0);
  if (tokens < 999_500) return `${threeDigits(tokens / 1_000, signs)}k`;
  return `${threeDigits(tokens / 1_000_000, signs)}M`;
}

/** `$0.04`, `$1,234.50`; below a cent four decimals (`$0.0031`), because single calls cost that; `–` when unknown. */
export function formatUsd(usd: Usd | null, signs = ENGLISH): string {
  if (usd === null || !Number.isFinite(usd)) return UNKNOWN_FIGURE;
  if (usd === 0) return `$${written('0.00', signs)}`;
  if (usd < 0.0001) return `<$${written('0.0001', signs)}`;
  return `$${written(usd.toFixed(usd < 0.00995 ? 4 : 2), signs)}`;
}

/** `350µs`, `850ms`, `12.3s`, `2m 13s`, `1h 5m`, `2d 3h`; `–` when unknown. */
export function formatDuration(ms: DurationMs | null, signs = ENGLISH): string {
  if (ms === null || !Number.isFinite(ms)) return UNKNOWN_FIGURE;
  if (ms === 0) return '0ms';
  if (ms < 0.9995) return `${(ms * 1_000).toFixed(0)}µs`;
  if (ms < 9.95) return `${written(trimZero(ms.toFixed(1)), signs)}ms`;
  if (ms < 999.5) return `${ms.toFixed(0)}ms`;
  if (ms < 59_950) return `${written(trimZero((ms / 1_000).toFixed(1)), signs)}s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const BYTE_UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** `950 bytes`, `1.5 KB`, `512 MB`, `1 GB`: multiples of 1024, named as the editor's settings name them. */
export function formatBytes(bytes: number, signs = ENGLISH): string {
  let value = bytes;
  let unit = 0;
  // From 999.5 on the figure would need a fourth digit.
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const figure = unit === 0 ? value.toFixed(0) : threeDigits(value, signs);
  return `${figure} ${value === 1 && unit === 0 ? 'byte' : BYTE_UNITS[unit]!}`;
}

/** One decimal below 100, none above: never more than three digits before the suffix's next step. */
function threeDigits(value: number, signs: NumberSigns): string {
  return written(value < 99.95 ? trimZero(value.toFixed(1)) : value.toFixed(0), signs);
}

function trimZero(decimal: string): string {
  return decimal.endsWith('.0') ? decimal.slice(0, -2) : decimal;
}

/** Digits of `toFixed` with the signs of a language. */
function written(digits: string, { decimal, group }: NumberSigns): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, group);
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
}
