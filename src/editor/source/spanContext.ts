/** What a span's process and agent say about where its code may be. Pure. */
import { dirname } from 'node:path/posix';
import type { SourceContext, SourceRuntime } from '../../protocol/source';
import type { JsonValue, SpanDetails } from '../../protocol/spans';

/** Of `telemetry.sdk.language`, as the semantic conventions list them. */
const RUNTIMES: Record<string, SourceRuntime> = {
  python: 'python',
  nodejs: 'nodejs',
  webjs: 'nodejs',
  go: 'go',
  java: 'java',
  dotnet: 'dotnet',
};

/** Names that SDKs make up where nobody gave one: `unknown_service:node`. */
const NO_SERVICE = 'unknown_service';

export function spanContext({ span, raw: { resource } }: SpanDetails): SourceContext {
  const language = textOf(resource['telemetry.sdk.language']);
  const service = span.service === null || span.service.startsWith(NO_SERVICE) ? null : span.service;
  return {
    runtime: RUNTIMES[language ?? ''] ?? null,
    agent: span.agent,
    service,
    folders: foldersOf(resource),
  };
}

/** Where the process's script lies, and where it was started. */
function foldersOf(resource: Record<string, JsonValue>): string[] {
  const directory = textOf(resource['process.working_directory']);
  const words = resource['process.command_args'];
  const scripts = (Array.isArray(words) ? words : [])
    .concat(resource['process.command'] ?? [])
    .filter((word) => typeof word === 'string')
    .filter((word) => /\.(?:py|[cm]?[jt]sx?|go|jar|dll)$/.test(word) && /[\\/]/.test(word));
  const folders = scripts.map((script) => dirname(script.replace(/\\/g, '/')));
  return [...new Set([...folders, ...(directory === null ? [] : [directory])])];
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
