/** Brings things into view: a span, a loop, some turns, a marked range. */
import type { Turn } from '../../src/protocol/turns';
import { t } from '../l10n';
import type { Breadcrumbs } from './breadcrumbs';
import type { Camera } from './camera';
import type { FlameStage } from './flameStage';
import type { Frame } from './frameIndex';
import type { LoopBracket } from './loopLanes';
import type { View } from './viewport';
import { fitRange, reveal } from './viewport';

/** Free space at both sides, as a share of what is fitted. */
const MARGIN = { span: 0.1, loop: 0.15, turns: 0.02, range: 0 } as const;

export class Fitting {
  constructor(
    private readonly camera: Camera,
    private readonly stage: FlameStage,
    private readonly crumbs: Breadcrumbs,
    private readonly announce: (text: string) => void,
  ) {}

  span(frame: Frame): void {
    this.fit({ from: frame.start, to: frame.end }, frame.label, MARGIN.span);
  }

  range(range: View, text: string): void {
    this.fit(range, text, MARGIN.range);
  }

  loop(bracket: LoopBracket): void {
    this.fit({ from: bracket.start, to: bracket.end }, `↻ ${bracket.iterations.length}`, MARGIN.loop);
    this.stage.scrollToRow(bracket.lastRow);
  }

  turns(first: Turn, last: Turn, range: View): void {
    const text =
      first.index === last.index ? t('turn {0}', first.index) : t('turns {0}–{1}', first.index, last.index);
    this.fit(range, text, MARGIN.turns);
  }

  /** Moves as little as needed to see a frame. */
  reveal(frame: Frame): void {
    const { view, bounds } = this.camera;
    if (!view) return;
    const target = reveal(view, { from: frame.start, to: frame.end }, bounds);
    if (target !== view) this.camera.glideTo(target);
    this.stage.scrollToRow(frame.row);
  }

  private fit(range: View, label: string, margin: number): void {
    const view = fitRange(range, this.camera.bounds, margin);
    this.camera.glideTo(view);
    this.crumbs.push(label, view);
    this.announce(t('Zoomed to {0}', label));
  }
}
