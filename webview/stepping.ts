/** From one error, loop, tool call or match to the next, from the selection on and around the end. */
import type { StepTarget } from '../src/protocol/frames';
import type { Loop } from '../src/protocol/loops';
import type { SpanRef } from '../src/protocol/units';
import { keyOf } from './flame/frameIndex';
import type { FlameGraph } from './flame/flameGraph';
import { formatCount, t } from './l10n';
import type { SessionIndex } from './session/sessionIndex';

/** What is said of a step. */
interface StepWords {
  none: string;
  at(position: string, count: string): string;
}

const WORDS: Readonly<Record<'error' | 'tool' | 'match', StepWords>> = {
  error: {
    none: t('No error in this session'),
    at: (position, count) => t('error {0} of {1}', position, count),
  },
  tool: {
    none: t('No tool call in this session'),
    at: (position, count) => t('tool call {0} of {1}', position, count),
  },
  match: {
    none: t('No match in this session'),
    at: (position, count) => t('match {0} of {1}', position, count),
  },
};

export interface SteppingEvents {
  select(ref: SpanRef, show: boolean): void;
  announce(text: string): void;
  onFailure(error: unknown): void;
  /** A match of the search was stepped to, by its 1-based position. */
  onMatch(position: number): void;
}

export interface SteppingSession {
  index: SessionIndex;
  flame: FlameGraph;
}

export class Stepping {
  constructor(
    private readonly session: () => SteppingSession | null,
    private readonly selected: () => SpanRef | null,
    private readonly events: SteppingEvents,
  ) {}

  async error(direction: 1 | -1): Promise<void> {
    await this.to(WORDS.error, { flag: 'error' }, direction);
  }

  async tool(): Promise<void> {
    await this.to(WORDS.tool, { kind: 'tool' }, 1);
  }

  async match(direction: 1 | -1): Promise<void> {
    const query = this.session()?.flame.options.query.trim() ?? '';
    if (query === '') return;
    const position = await this.to(WORDS.match, { query }, direction);
    if (position !== null) this.events.onMatch(position);
  }

  loop(direction: 1 | -1): void {
    const session = this.session();
    if (!session) return;
    const { loops } = session.index.session;
    const selected = this.selected();
    const current = selected ? session.index.loopOfSpan.get(keyOf(selected)) : undefined;
    const at = current ? loops.findIndex((loop) => loop.id === current.loop.id) : direction === 1 ? -1 : 0;
    const loop = loops.at((at + direction) % Math.max(loops.length, 1));
    if (loop) this.showLoop(loop);
    else this.events.announce(t('No loop in this session'));
  }

  showLoop(loop: Loop): void {
    const session = this.session();
    const ref = session?.index.firstToolOf(loop);
    if (!session || !ref) return;
    this.events.select(ref, false);
    session.flame.fitLoop(loop.id);
    session.flame.focus();
  }

  /** Returns the 1-based position of what was found, null when there was nothing. */
  private async to(words: StepWords, target: StepTarget, direction: 1 | -1): Promise<number | null> {
    const session = this.session();
    if (!session) return null;
    try {
      const step = await session.flame.step(target, direction);
      if (!step) {
        this.events.announce(words.none);
        return null;
      }
      this.events.select(step.frame.ref, true);
      this.events.announce(words.at(formatCount(step.position), formatCount(step.count)));
      return step.position;
    } catch (error) {
      this.events.onFailure(error);
      return null;
    }
  }
}
