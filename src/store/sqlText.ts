/** What has to be known of a statement's text before SQLite sees it. Rows and effects are SQLite's own to judge. */
import { IN_TIME } from './schema';

/** Strings, quoted names, comments, words and parentheses; all else stands for itself. */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[A-Za-z_][\w$]*|[()]/g;

const QUERY = /^(?:EXPLAIN\s+(?:QUERY\s+PLAN\s+)?)?(?:SELECT|WITH|VALUES)\b/i;

/** Words that end the WHERE clause of a SELECT, and with it the place where one could stand. */
const AFTER_WHERE = new Set(['GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'UNION', 'EXCEPT', 'INTERSECT']);

/** Without comments, so that keywords and "nothing left" can be told. Strings keep their comment-like content. */
export function withoutComments(sql: string): string {
  return sql
    .replace(TOKEN, (token) => (token.startsWith('--') || token.startsWith('/*') ? ' ' : token))
    .trim();
}

/** SELECT, WITH or VALUES, or EXPLAIN of one: everything else could change the store or the connection. */
export function looksLikeQuery(sql: string): boolean {
  return QUERY.test(withoutComments(sql));
}

/**
 * The same query with `in_time` asked for every row of a compound's later members. That is where a recursive WITH
 * steps, and a recursion that never ends reads no view that would ask. The value of the WHERE clause stays the same.
 */
export function guardRecursion(sql: string): string {
  interface Level {
    afterUnion: boolean;
    /** In a SELECT that needs the guard: not yet at its WHERE, or inside it. */
    open: 'select' | 'where' | null;
  }
  const levels: Level[] = [{ afterUnion: false, open: null }];
  let guarded = '';
  let copied = 0;
  const put = (at: number, text: string) => {
    guarded += sql.slice(copied, at) + text;
    copied = at;
  };
  const close = (level: Level, at: number) => {
    if (level.open === 'select') put(at, ` WHERE ${IN_TIME}(0) `);
    if (level.open === 'where') put(at, ') ');
    level.open = null;
  };

  let end = 0;
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    const level = levels.at(-1)!;
    const word = token.toUpperCase();
    if (!token.startsWith('--') && !token.startsWith('/*')) end = index + token.length;
    if (token === '(') levels.push({ afterUnion: false, open: null });
    else if (token === ')') {
      close(level, index);
      if (levels.length > 1) levels.pop();
    } else if (AFTER_WHERE.has(word)) {
      close(level, index);
      if (word === 'UNION') level.afterUnion = true;
    } else if (word === 'SELECT' && level.afterUnion) level.open = 'select';
    else if (word === 'WHERE' && level.open === 'select') {
      put(index + token.length, ` ${IN_TIME}(0) AND (`);
      level.open = 'where';
    }
  }
  const tail = sql.slice(end).search(/;|--|\/\*/);
  close(levels[0]!, tail < 0 ? sql.length : end + tail);
  return guarded + sql.slice(copied);
}
