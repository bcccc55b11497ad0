/** Where the collector's threads say what happens. */
import type { CollectorNotifications } from '../protocol/methods';

export type Log = (
  level: CollectorNotifications['log']['level'],
  message: CollectorNotifications['log']['message'],
) => void;
