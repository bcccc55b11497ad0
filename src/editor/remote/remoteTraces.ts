/** “Open Trace from Jaeger or Tempo”: the trace is imported as a file of it would be, redaction and journal included. */
import * as vscode from 'vscode';
import { SETTING, SETTINGS_SECTION } from '../../protocol/ids';
import type { RemoteBackend } from '../../remote/backends';
import { configuredBackends, withBackendFirst } from '../../remote/backends';
import { httpGet } from '../../remote/httpGet';
import { RemoteProblem } from '../../remote/remoteProblem';
import type { FoundTrace, Get } from '../../remote/traceBackend';
import { joined } from '../../remote/traceBackend';
import { typedTraceId } from '../../remote/traceIdText';
import type { TraceFile } from '../traceFile';
import { fileOfBytes } from '../traceFile';
import { pickBackend } from './backendPick';
import type { RemoteHeaders } from './remoteHeaders';
import { foundTraceText, problemText, rangeText } from './remoteText';

const MINUTE_MS = 60_000;
const RANGE_MINUTES = [60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60] as const;
const SEARCH_LIMIT = 50;

export interface RemoteTraceServices {
  headers: RemoteHeaders;
  importAndShow: (files: readonly TraceFile[]) => Promise<void>;
}

export class RemoteTraces {
  constructor(private readonly services: RemoteTraceServices) {}

  /** Each step ends it when the user leaves it. Rejects with a text for the user. */
  async open(): Promise<void> {
    const target = await pickBackend(this.services.headers);
    if (!target) return;
    const wanted = await askWanted(target);
    if (!wanted) return;
    const traceIds = 'traceId' in wanted ? [wanted.traceId] : await this.search(target, wanted.query);
    if (traceIds) await this.openTraces(target, traceIds);
  }

  private async openTraces(target: RemoteBackend, traceIds: readonly string[]): Promise<void> {
    const { backend, url } = target;
    const reading = vscode.l10n.t('Reading from {0}', backend.name);
    const answers = await this.request(target, reading, async (get) => {
      const read = [];
      for (const traceId of traceIds) read.push(await backend.trace(get, url, traceId));
      return read;
    });
    if (!answers) return;
    const partial = answers.find((answer) => answer.partial !== null)?.partial ?? null;
    if (partial !== null) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('{0} gave only a part of the trace. {1}', backend.name, partial),
      );
    }
    const name =
      traceIds.length === 1
        ? vscode.l10n.t('trace {0} of {1}', traceIds[0]!.slice(0, 8), backend.name)
        : vscode.l10n.t('{0} traces of {1}', traceIds.length, backend.name);
    await this.services.importAndShow([fileOfBytes(joined(answers), name)]);
  }

  /** @param query '' to search by service */
  private async search(target: RemoteBackend, query: string): Promise<string[] | undefined> {
    const service = query === '' ? await this.pickService(target) : '';
    if (service === undefined) return undefined;
    let minutes: number = RANGE_MINUTES[0];
    for (;;) {
      const found = await this.findTraces(target, { service, query, minutes });
      const picked = found && (await pickTraces(found, target, minutes));
      if (!picked) return undefined;
      if ('traceIds' in picked) return picked.traceIds;
      minutes = picked.minutes;
    }
  }

  private findTraces(
    target: RemoteBackend,
    { service, query, minutes }: { service: string; query: string; minutes: number },
  ): Promise<FoundTrace[] | undefined> {
    const { backend, url } = target;
    return this.request(target, vscode.l10n.t('Searching {0}', backend.name), (get) => {
      const to = Date.now();
      const from = to - minutes * MINUTE_MS;
      return backend.search(get, url, { service, query, from, to, limit: SEARCH_LIMIT });
    });
  }

  private async pickService(target: RemoteBackend): Promise<string | undefined> {
    const { backend, url } = target;
    const asking = vscode.l10n.t('Asking {0} for its services', backend.name);
    const services = await this.request(target, asking, (get) => backend.services(get, url));
    if (!services) return undefined;
    if (services.length === 0) {
      throw new Error(vscode.l10n.t('{0} at {1} has no traces of any service.', backend.name, url));
    }
    if (services.length === 1) return services[0];
    return vscode.window.showQuickPick(services, {
      title: vscode.l10n.t('Traces in {0}', backend.name),
      placeHolder: vscode.l10n.t('Of which service?'),
    });
  }

  /**
   * With a notification that can end it. An answer shows that the backend is one, so it is remembered; what refuses its
   * headers is asked again with those that the user types. Undefined when the user ends it.
   */
  private async request<T>(
    target: RemoteBackend,
    title: string,
    work: (get: Get) => Promise<T>,
  ): Promise<T | undefined> {
    const { headers } = this.services;
    for (;;) {
      try {
        const known = await headers.of(target.url);
        const result = await cancellable(title, (signal) => work(httpGet({ headers: known, signal })));
        if (result !== undefined) await remember(target);
        return result;
      } catch (error) {
        if (!(error instanceof RemoteProblem)) throw error;
        const text = problemText(error, target, vscode.l10n.t);
        if (error.kind !== 'unauthorized') throw new Error(text, { cause: error });
        if (!(await headers.ask(target, text))) return undefined;
      }
    }
  }
}

type Wanted = { traceId: string } | { query: string };

async function askWanted({ backend, url }: RemoteBackend): Promise<Wanted | undefined> {
  const { name, queryLanguage } = backend;
  const isQuery = (text: string) => queryLanguage !== null && text.startsWith('{');
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Open a Trace of {0} at {1}', name, url),
    prompt:
      queryLanguage === null
        ? vscode.l10n.t('A trace id, or the address of the trace in {0}. Leave it empty to search.', name)
        : vscode.l10n.t('A trace id, or a query in {0}. Leave it empty to search by service.', queryLanguage),
    placeHolder: vscode.l10n.t('Search'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || isQuery(text.trim()) || typedTraceId(text) !== null
        ? undefined
        : vscode.l10n.t('A trace id has up to 32 hexadecimal digits.'),
  });
  if (typed === undefined) return undefined;
  const text = typed.trim();
  const traceId = text === '' || isQuery(text) ? null : typedTraceId(text);
  return traceId === null ? { query: text } : { traceId };
}

type PickedTraces = { traceIds: string[] } | { minutes: number };

async function pickTraces(
  found: readonly FoundTrace[],
  { backend }: RemoteBackend,
  minutes: number,
): Promise<PickedTraces | undefined> {
  const range = rangeText(minutes, vscode.l10n.t);
  const traces = found.map((trace) => ({
    ...foundTraceText(trace, vscode.l10n.t),
    result: { traceIds: [trace.traceId] },
  }));
  const all = {
    label: `$(files) ${vscode.l10n.t('All {0} traces', found.length)}`,
    alwaysShow: true,
    result: { traceIds: found.map(({ traceId }) => traceId) },
  };
  const longer = RANGE_MINUTES.filter((each) => each > minutes).map((each) => ({
    label: `$(history) ${vscode.l10n.t('Search {0}', rangeText(each, vscode.l10n.t))}`,
    alwaysShow: true,
    result: { minutes: each },
  }));
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator, result: { minutes } };
  const items: (vscode.QuickPickItem & { result: PickedTraces })[] = [
    ...traces,
    ...(traces.length > 0 ? [separator] : []),
    ...(traces.length > 1 ? [all] : []),
    ...longer,
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Traces in {0}', backend.name),
    placeHolder: foundText(found.length, range),
    matchOnDescription: true,
  });
  return picked?.result;
}

function foundText(count: number, range: string): string {
  if (count === 0) return vscode.l10n.t('No trace was found in {0}.', range);
  if (count < SEARCH_LIMIT) return vscode.l10n.t('{0} found in {1}. Which one?', count, range);
  return vscode.l10n.t('{0} of those in {1}, there may be more. Which one?', count, range);
}

/** Undefined when the user ends it. */
async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      abort.abort();
    });
    try {
      return await work(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    } finally {
      subscription.dispose();
    }
  });
}

async function remember(target: RemoteBackend): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const value = configuration.get(SETTING.remoteBackends);
  const [first] = configuredBackends(value);
  if (first?.url === target.url && first.backend === target.backend) return;
  await configuration.update(
    SETTING.remoteBackends,
    withBackendFirst(value, target),
    vscode.ConfigurationTarget.Global,
  );
}
