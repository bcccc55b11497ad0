/** What people set for the details, as it is saved with the view. */
import type { SpanKind } from '../../src/protocol/agentModel';

export const TAB_IDS = [
  'overview',
  'conversation',
  'compare',
  'context',
  'attributes',
  'logs',
  'raw',
] as const;
export type TabId = (typeof TAB_IDS)[number];

/** What people set for the details as a whole; saved with the view. */
export interface DetailsSettings {
  /** Of the pane, in CSS pixels; null for what it has by itself. */
  width: number | null;
  closed: boolean;
  /** By kind of span. */
  tabs: Partial<Record<SpanKind, TabId>>;
  /** Long lines of JSON are broken. */
  wrap: boolean;
}

/** What was saved of the settings, by whichever version; what is missing or odd is as if nobody had set it. */
export function restoredSettings(saved: unknown): DetailsSettings {
  const fields = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<
    Record<keyof DetailsSettings, unknown>
  >;
  const { width, closed, tabs, wrap } = fields;
  return {
    width: typeof width === 'number' && Number.isFinite(width) ? width : null,
    closed: closed === true,
    // A tab that is no longer there is not chosen.
    tabs: typeof tabs === 'object' && tabs !== null ? tabs : {},
    wrap: wrap !== false,
  };
}
