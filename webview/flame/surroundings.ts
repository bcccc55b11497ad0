/** What stands around the drawing and tells of the whole session: legend, totals by path, why there is nothing. */
import type { AggregateNode } from '../../src/protocol/aggregate';
import type { SpanRef } from '../../src/protocol/units';
import { el } from '../dom';
import { AggregateTable } from './aggregateTable';
import { legendOf } from './colouring';
import { emptyText } from './emptyText';
import type { FlameTheme } from './flameTheme';
import type { FrameIndex } from './frameIndex';
import { Legend } from './legend';
import type { FlameOptions } from './options';

export interface SurroundingsModel {
  /** null before anything has been drawn. */
  overview: FrameIndex | null;
  options: Readonly<FlameOptions>;
  theme: FlameTheme;
  /** Spans of the session that are plumbing. */
  noiseSpans: number;
  /** Of the aggregate layout. */
  nodes: readonly AggregateNode[];
  selected: SpanRef | null;
}

export class Surroundings {
  readonly legend: Legend;
  readonly table: AggregateTable;
  readonly empty = el('p', { class: 'flame-empty', attrs: { hidden: true } });

  constructor(events: { toggleNoise: () => void; select: (ref: SpanRef) => void }) {
    this.legend = new Legend(events.toggleNoise);
    this.table = new AggregateTable(events.select);
  }

  /** Returns whether there is something to draw. */
  update({ overview, options, theme, noiseSpans, nodes, selected }: SurroundingsModel): boolean {
    if (overview) this.legend.setColours(legendOf(overview, options.colourBy, theme));
    this.legend.setNoise(noiseSpans, options.hideNoise);
    if (options.layout === 'aggregate') this.table.show(nodes, selected, options.mode);
    else this.table.hide();
    const nothing = overview && emptyText(overview.window);
    this.empty.hidden = nothing === null;
    this.empty.textContent = nothing ?? '';
    return nothing === null;
  }
}
