/**
 * Spans that are not the agent's doing but what any program does below it: HTTP requests, SQL, files, a framework's
 * plumbing. They are kept and shown; a view may fold them.
 */
import type { SpanFacts } from './vocabulary';

/** OpenTelemetry's instrumentations of transports, databases, the platform and web frameworks. */
const INSTRUMENTATIONS =
  /\binstrumentation[-./](?:aiohttp|asyncpg|aws|botocore|cassandra|connect|dns|django|express|fastapi|fastify|flask|fs|grpc|hapi|http|httpx|ioredis|kafkajs|knex|koa|lru|memcached|mongo|mysql|nestjs|net|pg|pino|psycopg|pymongo|redis|requests|router|runtime|socket|sqlalchemy|sqlite|starlette|tedious|threading|undici|urllib|winston)/;

/**
 * Programs whose every span that is not a call, an agent or a tool is its own machinery: opencode, and Codex in all its
 * shapes (`codex_exec`, `codex_cli_rs` in a terminal, `codex-app-server` in editors).
 */
const MACHINERY = /^(?:opencode$|codex(?:$|[_-]))/;

/** Frameworks' plumbing by span name. */
const PLUMBING: readonly RegExp[] = [
  // LangChain and LangGraph: channels, branches, pass-throughs; also as `workflow <class>` and `<class>.task`.
  /^(?:workflow |invoke_agent )?(?:ChannelWrite|ChannelRead|Branch|Runnable(?:Sequence|Lambda|Map|Parallel|Passthrough|Assign|Branch|Callable)?|PregelNode|__start__|__end__|_write|should_continue|prompt|call_model|(?:Chat)?PromptTemplate|\w*OutputParser)\b/,
  // Microsoft Agent Framework's message passing.
  /^(?:edge_group\.process|message\.send|workflow\.build)\b/,
  // Plain statements and requests of hand-written instrumentation.
  /^(?:sql|db|fs|dns|tcp|tls)\.\w+$/,
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?: |$)/,
  /^http\.(?:server|client) /,
];

/** Attributes that only transports, databases and remote calls have. */
const KEYS: readonly string[] = [
  'http.request.method',
  'http.method',
  'db.system',
  'db.system.name',
  'rpc.system',
  'rpc.system.name',
  'messaging.system',
  'net.peer.name',
  'dns.question.name',
];

/** Whether a span that only holds others together is its program's machinery. */
export function isMachinery({ scope }: SpanFacts): boolean {
  return isMachineryOf(scope.name);
}

/** Whether a program, which calls its service and its scope the same, sends machinery beside its agents' work. */
export function isMachineryOf(program: string): boolean {
  return MACHINERY.test(program);
}

/** To be asked of spans that no vocabulary could tell the kind of. */
export function isNoise(facts: SpanFacts): boolean {
  const { span, scope } = facts;
  return (
    isMachinery(facts) ||
    INSTRUMENTATIONS.test(scope.name) ||
    KEYS.some((key) => span.attributes.has(key)) ||
    PLUMBING.some((name) => name.test(span.name))
  );
}
