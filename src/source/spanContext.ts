/** What a span says beside a name, and how far that speaks for a file. Pure. */
import type { SourceContext } from '../protocol/source';
import { runtimeOf } from './languages';
import { foldName } from './names';
import { NEARBY, OTHER_RUNTIME } from './ranking';

/** Shorter names of services are names of many folders. */
const MIN_SERVICE_LENGTH = 4;

/**
 * @param files where a candidate is, and where it is listed
 * @param agentFiles where the span's agent is defined
 */
export function contextWeight(
  context: SourceContext | undefined,
  files: readonly string[],
  agentFiles: ReadonlySet<string>,
  mayBeServer: boolean,
): number {
  if (!context) return 0;
  const [file = ''] = files;
  const runtime = runtimeOf(file);
  // What is no code belongs to any runtime.
  const foreign = context.runtime !== null && runtime !== null && runtime !== context.runtime;
  const near =
    files.some((one) => agentFiles.has(one)) ||
    context.folders.some((folder) => isWithin(file, folder)) ||
    (context.service !== null && isOfService(file, context.service));
  // An MCP server's tools may be written in any language.
  return (foreign && !mayBeServer ? OTHER_RUNTIME : 0) + (near ? NEARBY : 0);
}

/** In the folder itself, or in one that ends like it: the process may have run in a container. */
function isWithin(file: string, folder: string): boolean {
  const path = file.replace(/\\/g, '/');
  const parts = folder.split(/[\\/]/).filter(Boolean);
  if (parts.length === 0) return false;
  if (path.startsWith(`/${parts.join('/')}/`)) return true;
  return parts.length > 1 && path.includes(`/${parts.slice(-2).join('/')}/`);
}

function isOfService(file: string, service: string): boolean {
  const folded = foldName(service);
  if (folded.length < MIN_SERVICE_LENGTH) return false;
  return file.split(/[\\/]/).some((part) => foldName(part) === folded);
}
