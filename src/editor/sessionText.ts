/** What the tree and the status bar say of a session. Pure: the translation is passed in. */
import { formatDuration, formatTokens, formatUsd } from '../protocol/format';
import type { StatusProblem } from '../protocol/problems';
import type { ListedSession, SessionSummary } from '../protocol/sessions';

/** `vscode.l10n.t` with positional arguments. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

const MAX_TITLE_LENGTH = 26;

export interface SessionIcon {
  codicon: string;
  /** Id of a theme colour; null for the tree's own. */
  color: string | null;
}

export function sessionIcon(session: SessionSummary): SessionIcon {
  if (session.loopCount > 0) {
    return { codicon: session.live ? 'sync~spin' : 'sync', color: 'charts.yellow' };
  }
  if (session.live) return { codicon: 'loading~spin', color: null };
  if (session.errors > 0) return { codicon: 'error', color: 'charts.red' };
  return { codicon: 'comment-discussion', color: null };
}

/** A title that leaves room for the figures beside it in a side bar of usual width; the tooltip has it in full. */
export function shortTitle(title: string): string {
  if (title.length <= MAX_TITLE_LENGTH) return title;
  const cut = title.slice(0, MAX_TITLE_LENGTH - 1);
  const wordEnd = cut.lastIndexOf(' ');
  return `${cut.slice(0, wordEnd > MAX_TITLE_LENGTH / 2 ? wordEnd : cut.length)}…`;
}

/**
 * `pinned · ↻ 1 · 2 errors · 7 turns · $0.04 · 12.3k tokens · researcher`: what went wrong before the figures, because a
 * narrow side bar cuts the end. What is unknown or zero is left out.
 */
export function sessionDescription(session: ListedSession, t: Translate): string {
  const parts: string[] = [];
  if (session.pinned) parts.push(t('pinned'));
  if (session.imported) parts.push(t('imported'));
  if (session.loopCount > 0) parts.push(`↻ ${session.loopCount}`);
  if (session.errors > 0) parts.push(countOf(session.errors, t('1 error'), t('{0} errors', session.errors)));
  parts.push(countOf(session.turnCount, t('1 turn'), t('{0} turns', session.turnCount)));
  if (session.costUsd !== null) parts.push(formatUsd(session.costUsd));
  if (session.usage.total !== null) parts.push(t('{0} tokens', formatTokens(session.usage.total)));
  parts.push(...session.agents.slice(0, 1));
  return parts.join(' · ');
}

/** The same for a screen reader: words instead of signs. */
export function sessionAccessibleLabel(session: ListedSession, t: Translate): string {
  const parts = [session.title];
  if (session.pinned) parts.push(t('pinned'));
  if (session.imported) parts.push(t('imported'));
  if (session.live) parts.push(t('live'));
  parts.push(countOf(session.turnCount, t('1 turn'), t('{0} turns', session.turnCount)));
  if (session.usage.total !== null) parts.push(t('{0} tokens', formatTokens(session.usage.total)));
  if (session.costUsd !== null) parts.push(t('cost {0}', formatUsd(session.costUsd)));
  if (session.loopCount > 0)
    parts.push(countOf(session.loopCount, t('1 loop'), t('{0} loops', session.loopCount)));
  if (session.errors > 0) parts.push(countOf(session.errors, t('1 error'), t('{0} errors', session.errors)));
  return parts.join(', ');
}

/** All figures, one `[label, value]` pair per line of the tooltip. Values come from traces: plain, unescaped text. */
export function sessionFigures(session: SessionSummary, t: Translate): [label: string, value: string][] {
  const { usage } = session;
  const figures: [string, string][] = [
    [t('Agents'), session.agents.join(', ')],
    [t('Models'), session.models.join(', ')],
    [t('Services'), session.services.join(', ')],
    [t('Duration'), formatDuration(session.endTime - session.startTime)],
    [t('Turns'), String(session.turnCount)],
    [t('Model calls'), String(session.llmCalls)],
    [t('Tool calls'), String(session.toolCalls)],
    [
      t('Tokens'),
      t(
        '{0} in ({1} cached), {2} out',
        formatTokens(usage.input),
        formatTokens(usage.cacheRead),
        formatTokens(usage.output),
      ),
    ],
    [t('Cost'), costFigure(session, t)],
    [t('Errors'), String(session.errors)],
    [t('Loops'), String(session.loopCount)],
    [t('Spans'), String(session.spanCount)],
    [t('Session'), session.id],
  ];
  return figures.filter(([, value]) => value !== '');
}

/** Sentences for `SessionSummary.flags`. */
export function sessionWarnings(session: SessionSummary, t: Translate): string[] {
  const sentences: Record<SessionSummary['flags'][number], string> = {
    'pending-spans': t('Some parent spans have not arrived: the agent may still be running.'),
    'no-llm-spans': t('No model call was recognised in this session.'),
    'truncated-answer': t('An answer was cut by the token limit.'),
    'cost-incomplete': t('The cost of some model calls is unknown.'),
  };
  return session.flags.map((flag) => sentences[flag]);
}

/** The status bar's text: the port, and the live session's figures when there is one. */
export function statusBarText(httpPort: number | null, live: SessionSummary | undefined): string {
  const text = `$(pulse) ${httpPort ?? formatTokens(null)}`;
  if (!live) return text;
  const figures = [formatTokens(live.usage.total)];
  if (live.costUsd !== null) figures.push(formatUsd(live.costUsd));
  const loop = live.loopCount > 0 ? ` $(sync) ${live.loopCount}` : '';
  return `${text}  ${figures.join(' · ')}${loop}`;
}

/** The worst problem, and that there are more; null when there is none. */
export function problemLine(problems: readonly StatusProblem[], t: Translate): string | null {
  const [first] = problems;
  if (!first) return null;
  const more = problems.length - 1;
  if (more === 0) return `${first.text} ${first.advice}`;
  return `${first.text} ${countOf(more, t('1 more problem'), t('{0} more problems', more))}: ${t('see “Turnline: Doctor”.')}`;
}

/** Backslash before everything that Markdown or its HTML could read as markup, one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+\-.!|~$:@&"']/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

function costFigure(session: SessionSummary, t: Translate): string {
  const cost = formatUsd(session.costUsd);
  return session.costUsd !== null && session.flags.includes('cost-incomplete')
    ? t('at least {0}', cost)
    : cost;
}

function countOf(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
