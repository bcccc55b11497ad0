/** Arguments without what a model only says beside them: its reasons are in other words each time. */
import { objectIn } from '../../protocol/jsonObject';
import { canonicalArguments } from '../canonicalArguments';

/** Coding agents ask for these beside what the tool needs. */
const REMARKS = new Set([
  'thought',
  'thoughts',
  'thinking',
  'reasoning',
  'rationale',
  'explanation',
  'justification',
  'intent',
  'task_progress',
  'security_risk',
  '_meta',
]);
const MAY_HAVE_REMARKS = new RegExp(`"(?:${[...REMARKS, 'description'].join('|')})"\\s*:`);

/** Equal for calls that ask for the same. */
export function comparedArguments(text: string): string {
  const canonical = canonicalArguments(text);
  if (!MAY_HAVE_REMARKS.test(canonical)) return canonical;
  const value = objectIn(canonical);
  if (!value) return canonical;
  // What a shell's command is for; elsewhere a description may be what is written.
  const isShell = 'command' in value || 'cmd' in value;
  const kept = Object.entries(value).filter(
    ([key]) => !REMARKS.has(key) && !(isShell && key === 'description'),
  );
  return kept.length === 0 ? canonical : JSON.stringify(Object.fromEntries(kept));
}
