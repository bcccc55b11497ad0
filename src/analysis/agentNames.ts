/**
 * What agents are called, where only some of the spans and log records about an agent say its name and the others its
 * id alone.
 */
import type { AgentEvent } from '../protocol/agentEvents';
import type { SpanIndex } from './spanIndex';

/** Tools that start an agent and answer with its id and name. */
const STARTS_AGENT = /^spawn_agent$/;

/** What a record says of who is at work. */
export type Naming = Pick<AgentEvent, 'agentId' | 'agent' | 'service'>;

/** Gives spans that have an agent's id that agent's name. `namings`: in order. */
export function nameAgents(index: SpanIndex, namings: readonly Naming[]): void {
  const names = new AgentNames();
  for (const { agentId, agent, service } of namings) names.add(agentId, agent, service);
  for (const key of index.keys()) {
    if (isHooks(index, key)) continue;
    const { agentId, agent, service, tool } = index.get(key)!;
    names.add(agentId, agent, service);
    if (tool !== null && STARTS_AGENT.test(tool.name)) names.addStarted(tool.result);
  }
  for (const key of index.keys()) {
    const span = index.get(key)!;
    const agent = span.agentId === null ? null : names.of(span.agentId);
    // What a record says of one request alone stands, unless it says the same of other agents, too.
    const isGeneral = span.agent === null || span.agent === span.service || names.isShared(span.agent);
    if (agent !== null && (isGeneral || span.kind === 'agent')) index.set(key, { ...span, agent });
  }
}

/** What a hook asks of a model is under the agent's id, but nothing to name it by. */
export function isHooks(index: SpanIndex, key: string): boolean {
  const around = index.around(key, ['hook', 'agent']);
  return around !== undefined && index.get(around)!.kind === 'hook';
}

class AgentNames {
  private readonly byId = new Map<string, Set<string>>();
  private readonly uses = new Map<string, number>();
  private readonly services = new Set<string | null>();

  add(id: string | null, name: string | null, service: string | null): void {
    this.services.add(service);
    if (id === null || name === null) return;
    const names = this.byId.get(id) ?? new Set<string>();
    this.byId.set(id, names);
    if (names.has(name)) return;
    names.add(name);
    this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
  }

  /** `{"agent_id": …, "nickname": …}` */
  addStarted(result: string | null): void {
    this.add(textOf(result, 'agent_id'), textOf(result, 'nickname'), null);
  }

  /** What several agents are called names none of them: the program's own name, such as `codex`. */
  isShared(name: string): boolean {
    return (this.uses.get(name) ?? 0) > 1;
  }

  /** Of several the rarest: some emitters put the program's own name where the agent's is not known. */
  of(id: string): string | null {
    const names = [...(this.byId.get(id) ?? [])];
    const rank = (name: string) => (this.services.has(name) ? Infinity : this.uses.get(name)!);
    names.sort((a, b) => (rank(a) === rank(b) ? (a < b ? -1 : 1) : rank(a) - rank(b)));
    return names[0] ?? null;
  }
}

function textOf(json: string | null, key: string): string | null {
  if (json?.startsWith('{') !== true) return null;
  try {
    const value = new Map<string, unknown>(Object.entries(JSON.parse(json) as object)).get(key);
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}
