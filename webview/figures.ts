/** Figures of `protocol/format.ts`, with the decimal and thousands signs of the display language. */
import type { NumberSigns } from '../src/protocol/format';
import * as format from '../src/protocol/format';
import type { DurationMs, Tokens, Usd } from '../src/protocol/units';
import { LANGUAGE, t } from './l10n';

export { UNKNOWN_FIGURE } from '../src/protocol/format';

const signs = signsOf(LANGUAGE);

export function formatTokens(tokens: Tokens | null): string {
  return format.formatTokens(tokens, signs);
}

export function formatUsd(usd: Usd | null): string {
  return format.formatUsd(usd, signs);
}

export function formatDuration(ms: DurationMs | null): string {
  return format.formatDuration(ms, signs);
}

export function formatBytes(bytes: number): string {
  return format.formatBytes(bytes, signs);
}

/** `toFixed` in the display language. */
export function formatDecimal(value: number, decimals: number): string {
  return value.toFixed(decimals).replace('.', signs.decimal);
}

/** `61 %` of a share of 0.61; with one decimal below a percent. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const decimals = percent > 0 && percent < 1 ? 1 : 0;
  return t('{0} %', formatDecimal(percent, decimals));
}

function signsOf(language: string): NumberSigns {
  const parts = new Intl.NumberFormat(language, { useGrouping: 'always' }).formatToParts(1234.5);
  const sign = (type: 'decimal' | 'group') => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: sign('decimal'), group: sign('group') };
}
