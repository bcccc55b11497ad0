import type { JsonValue } from './spans';

export interface SqlQueryParams {
  /** One read-only statement over the documented views. */
  sql: string;
  params?: (string | number | null)[];
  /** At most this many rows; 1000 when absent. */
  limit?: number;
}

export interface SqlResult {
  columns: string[];
  rows: JsonValue[][];
  /** More rows existed than were returned. */
  truncated: boolean;
}
