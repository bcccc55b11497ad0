/** The chart's SVG. Positions are CSS pixels from its top left. */
import { scaleLinear } from 'd3';
import type { ScaleBand } from 'd3';
import type { CssPixels } from '../../src/protocol/units';
import { svg } from '../dom';
import type { TurnBar } from './turnBars';
import type { Measure } from './turnMeasures';

export const HEIGHT: CssPixels = 128;
export const TOP: CssPixels = 8;
/** Below the bars: turn numbers and the loop brackets. */
export const BOTTOM: CssPixels = 26;
export const LEFT: CssPixels = 44;
export const RIGHT: CssPixels = 12;
const FOOT = HEIGHT - BOTTOM;

export function hatchDefinition(): SVGElement {
  const pattern = svg(
    'pattern',
    {
      id: 'loop-hatch',
      width: 6,
      height: 6,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    svg('rect', { width: 2, height: 6, class: 'hatch-stripe' }),
  );
  return svg('defs', {}, pattern);
}

export function gridLine(y: CssPixels, width: CssPixels, label: string): SVGElement[] {
  const at = Math.round(y) + 0.5;
  return [
    svg('line', { x1: LEFT, x2: width - RIGHT, y1: at, y2: at, class: 'grid' }),
    svg('text', { x: LEFT - 8, y: at + 3.5, 'text-anchor': 'end', class: 'axis-label' }, label),
  ];
}

/** `y`: pixels of a height in the measure's unit. */
export function stack(
  bar: TurnBar,
  measure: Measure,
  left: CssPixels,
  width: CssPixels,
  y: (value: number) => CssPixels,
): SVGElement[] {
  const shapes: SVGElement[] = [];
  let below = 0;
  for (const [i, { id }] of measure.parts.entries()) {
    const value = bar.parts[i] ?? 0;
    if (value <= 0) continue;
    const top = y(below + value);
    shapes.push(
      svg('rect', { x: left, y: top, width, height: Math.max(y(below) - top, 0.5), class: `part-${id}` }),
    );
    below += value;
  }
  if (bar.loopId !== null && bar.total > 0) {
    const area = { x: left, y: y(bar.total), width, height: y(0) - y(bar.total) };
    shapes.push(svg('rect', { ...area, fill: 'url(#loop-hatch)', class: 'hatched' }));
  }
  if (bar.errors > 0) {
    shapes.push(
      svg('rect', { x: left, y: FOOT - 2, width: Math.max(width, 1), height: 3, class: 'turn-error' }),
    );
  }
  if (bar.cut > 0) shapes.push(cutMark(left + width / 2, y(bar.total)));
  return shapes;
}

/** A zigzag over the bar: the answer ends where the limit cut it. */
function cutMark(centre: CssPixels, top: CssPixels): SVGElement {
  const y = Math.max(top - 4, 3);
  return svg('path', { d: `M${centre - 4} ${y}l2 -2l2 4l2 -4l2 2`, class: 'turn-cut' });
}

export function turnNumber(text: string, centre: CssPixels, chosen: boolean): SVGElement {
  const attrs = { x: centre, y: FOOT + 13, 'text-anchor': 'middle' };
  return svg('text', { ...attrs, class: chosen ? 'axis-label is-chosen' : 'axis-label' }, text);
}

/** Around the bar and, where it fits, its number. */
export function turnOutline(left: CssPixels, width: CssPixels, withNumber: boolean): SVGElement {
  const [x, w] = [Math.round(left) - 3.5, Math.round(width) + 7];
  return svg('rect', {
    x,
    y: 2.5,
    width: w,
    height: FOOT + (withNumber ? 13 : 0),
    rx: 2,
    class: 'turn-outline',
  });
}

export function loopBracket(left: CssPixels, right: CssPixels): SVGElement {
  const [top, foot] = [FOOT + 17.5, FOOT + 22.5];
  return svg('path', { d: `M${left} ${top}V${foot}H${right}V${top}`, class: 'loop-bracket' });
}

/** The turns that the flame graph shows, or that are being marked. */
export function rangeBand(left: CssPixels, right: CssPixels, kind: 'shown' | 'marked'): SVGElement {
  return svg('rect', {
    x: left,
    y: 0,
    width: Math.max(right - left, 1),
    height: FOOT,
    class: `turns-${kind}`,
  });
}

export function note(text: string): SVGElement {
  return svg('text', { x: LEFT, y: (TOP + FOOT) / 2, class: 'turns-note' }, text);
}

/** The share of the context window that each bar filled, on the full height of the chart; null for fewer than two. */
export function contextLine(bars: readonly TurnBar[], x: ScaleBand<number>): SVGElement | null {
  const y = scaleLinear().domain([0, 1]).range([FOOT, TOP]).clamp(true);
  const points = bars.flatMap(({ context }, i) =>
    context === null ? [] : [`${(x(i) ?? 0) + x.bandwidth() / 2} ${y(context)}`],
  );
  return points.length > 1 ? svg('path', { d: `M${points.join('L')}`, class: 'context-line' }) : null;
}
