/** What the Overview page asks of the extension host. */
import type { Overview, OverviewParams } from './overview';

export type OverviewMethods = {
  /** With the budget of the user's settings. */
  overview: { params: Pick<OverviewParams, 'days' | 'utcOffsetMinutes'>; result: Overview };
  /** Opens the settings of budgets. */
  'overview/settings': { params: undefined; result: null };
};

export type OverviewNotifications = {
  /** Sessions or settings are others than before. */
  changed: null;
};
