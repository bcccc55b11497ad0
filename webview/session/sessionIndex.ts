/** What turns and loops say about single spans: look-ups that every part of the view shares. Pure. */
import type { Loop } from '../../src/protocol/loops';
import type { ListedSession } from '../../src/protocol/sessions';
import type { Turn, TurnToolCall } from '../../src/protocol/turns';
import type { SpanRef } from '../../src/protocol/units';
import { keyOf } from '../flame/frameIndex';

/** A consistent picture of one session: everything but the frames and the details of single spans. */
export interface SessionSnapshot {
  summary: ListedSession;
  turns: Turn[];
  loops: Loop[];
}

export interface LoopPlace {
  loop: Loop;
  /** 1-based. */
  iteration: number;
}

export class SessionIndex {
  readonly loopOfSpan = new Map<string, LoopPlace>();
  readonly turnOfSpan = new Map<string, Turn>();
  private readonly loopById = new Map<string, Loop>();
  private calls: Map<string, TurnToolCall> | null = null;

  constructor(readonly session: SessionSnapshot) {
    for (const turn of session.turns) {
      this.turnOfSpan.set(keyOf(turn), turn);
      for (const call of turn.toolCalls) this.turnOfSpan.set(keyOf(call), turn);
    }
    for (const loop of session.loops) {
      this.loopById.set(loop.id, loop);
      for (const [i, step] of loop.steps.entries()) {
        for (const ref of step) this.loopOfSpan.set(keyOf(ref), { loop, iteration: i + 1 });
      }
    }
  }

  loop(id: string): Loop | undefined {
    return this.loopById.get(id);
  }

  /** The tool call under the id that the model gave it. */
  callById(id: string): TurnToolCall | undefined {
    this.calls ??= new Map(
      this.session.turns.flatMap(({ toolCalls }) =>
        toolCalls.flatMap((call) => (call.callId === null ? [] : [[call.callId, call] as const])),
      ),
    );
    return this.calls.get(id);
  }

  /** The loop that the turn's model call belongs to. */
  loopOfTurn(turn: Turn): LoopPlace | undefined {
    return this.loopOfSpan.get(keyOf(turn));
  }

  /** The first span of the loop that is a tool call: where its code is worth a look. */
  firstToolOf(loop: Loop): SpanRef | null {
    const refs = loop.steps.flat();
    const isTool = (ref: SpanRef) => {
      const turn = this.turnOfSpan.get(keyOf(ref));
      return turn?.toolCalls.some((call) => keyOf(call) === keyOf(ref)) ?? false;
    };
    return refs.find(isTool) ?? refs.at(-1) ?? null;
  }

  /** Tool calls of the whole session by turn. */
  toolCalls(): SpanRef[] {
    return this.session.turns.flatMap((turn) => turn.toolCalls);
  }

  /** Highest share of a model's context window that any turn filled; null when no limit is known. */
  fullestContext(): { turn: Turn; share: number } | null {
    let fullest: { turn: Turn; share: number } | null = null;
    for (const turn of this.session.turns) {
      // A call that failed before it began reports none.
      if (!turn.contextTokens || !turn.contextLimit) continue;
      const share = turn.contextTokens / turn.contextLimit;
      if (!fullest || share > fullest.share) fullest = { turn, share };
    }
    return fullest;
  }
}
