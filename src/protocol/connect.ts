/** What the page “Connect Your Agent” asks of the extension host. */
import type { SessionParams } from './sessions';

export interface ConnectPreset {
  id: string;
  name: string;
  detail: string;
  /** Whether it is in force: of those that are settings, whether they all have its values. */
  chosen: boolean;
  /** `variables` are for traced programs, `settings` for the editor, an `arguments` line for one program. */
  kind: 'variables' | 'settings' | 'arguments';
  /** All that it sets; null: what is removed. */
  sets: { name: string; value: string | null }[];
}

export interface ConnectStep {
  text: string;
  language: string;
  code: string;
}

export interface ConnectGuide {
  id: string;
  name: string;
  group: string;
  steps: ConnectStep[];
}

/** The two ways to trace more than traced terminals. */
export type ConnectSwitch = 'allTerminals' | 'debugSessions';

export interface ConnectState {
  /** Where programs send to; null with `problem` when nobody listens. */
  endpoint: string | null;
  grpcEndpoint: string | null;
  problem: string | null;
  /** Whether senders must present a token, which the snippets hold. */
  tokenRequired: boolean;
  /** Of the workspace: the switches and settings need it. */
  trusted: boolean;
  /** Whether choices are kept in the workspace's settings; else in the user's, for all windows. */
  folderOpen: boolean;
  switches: Record<ConnectSwitch, boolean>;
  presets: ConnectPreset[];
  guides: ConnectGuide[];
  /** Spans and log records received since the collector started. */
  received: number;
  /** The newest session, when there is one. */
  latest: { id: string; title: string } | null;
}

export type ConnectMethods = {
  'connect/state': { params: undefined; result: ConnectState };
  /** Settings of the editor are written after the user agreed; null: nothing was changed. */
  'connect/choose': { params: { preset: string; chosen: boolean }; result: null };
  'connect/switch': { params: { name: ConnectSwitch; on: boolean }; result: null };
  /** Adds what Codex needs to its configuration, or takes it out again, after the user has seen the difference. */
  'connect/codexFile': { params: undefined; result: null };
  'connect/terminal': { params: undefined; result: null };
  'connect/sample': { params: undefined; result: null };
  'connect/doctor': { params: undefined; result: null };
  'session/open': { params: SessionParams; result: null };
};

export type ConnectNotifications = {
  /** Something that `connect/state` says may be different now. */
  changed: null;
};
