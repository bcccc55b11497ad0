/** What a preset is: all that must be set so that one agent or SDK sends its traces, with what was said in them. */

/** Variable name → value; null removes what a program would inherit. */
export type Environment = Record<string, string | null>;

/** Where programs send to. */
export interface TraceTarget {
  /** Port of OTLP/HTTP on loopback. */
  httpPort: number;
  /** What every sender must present; null when nothing. */
  token: string | null;
}

/** What starts a program with arguments of ours, or without variables of ours that all others need. */
export interface Wrapper {
  /** As the user types it. */
  program: string;
  arguments?: AddedArguments;
  /** Variables that the program must not inherit where we set them. */
  without?: readonly string[];
}

/** For a program that reads neither variables nor settings. */
export interface AddedArguments {
  /**
   * They go before the user's own. `{endpoint}` stands for the value of OTEL_EXPORTER_OTLP_ENDPOINT at the time of the
   * call.
   */
  words: readonly string[];
  /**
   * How the option of these arguments is spelled, short and long. Where the user gives it, too, ours stand right before
   * theirs: a program may forget what was given before its subcommand once the option is given after it.
   */
  option: { short: string; long: string };
}

export interface Preset {
  /** Short and stable: it is in settings. */
  id: string;
  /** As its users call it. */
  name: string;
  kind: 'sdk' | 'agent' | 'editor';
  /** Whether it is in force unless the user chooses: it changes nothing for programs that are not meant. */
  byDefault: boolean;
  /** What it is good for, in a few words. */
  detail: string;
  environment?: (endpoint: string) => Environment;
  wrapper?: Wrapper;
  /** Settings of the editor: written to the workspace's settings, after the user has seen them. */
  settings?: (endpoint: string) => Record<string, string | boolean>;
}

export function endpointOf({ httpPort }: Pick<TraceTarget, 'httpPort'>): string {
  return `http://127.0.0.1:${httpPort}`;
}
