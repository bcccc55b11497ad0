/** What a rule says, before it is known whether another rule says the same. */
import type { LoopKind } from '../../protocol/loops';
import type { SpanNode } from '../spanNode';
import type { Work } from './waste';

export interface Finding {
  kind: LoopKind;
  agent: string | null;
  /** In work per iteration. */
  period: number;
  /** Of complete ones. */
  complete: number;
  /** The last one may be incomplete. */
  iterations: Work[][];
  toolNames: string[];
  /** Subject and predicate, without turns and costs: "search ran 4 times with the same arguments and the same result". */
  claim: string;
  /** Of a rule that lets other steps be in between: told only where no stricter one says anything. */
  loose: boolean;
}

/** Every span of a finding, the model calls before the tool calls that they asked for. */
export function spansOf(work: readonly Work[]): SpanNode[] {
  return work.flatMap(({ turn, calls }) => (turn ? [turn.model, ...calls] : [...calls]));
}
