/** Colours of the drawing, taken from VS Code's theme variables and made readable. */
import type { SpanKind } from '../../src/protocol/agentModel';
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import { isDark, MIN_TEXT_CONTRAST, contrast, mix, readableUnder, withAlpha } from './colour';
import type { FlameTheme } from './flameTheme';

type ColourName = 'purple' | 'blue' | 'green' | 'orange' | 'teal' | 'grey';

/** One hue per role in an agent run; plumbing stays grey. */
const KIND_COLOUR: Record<SpanKind, ColourName> = {
  agent: 'purple',
  llm: 'blue',
  tool: 'green',
  mcp: 'green',
  handoff: 'orange',
  approval: 'orange',
  retrieval: 'teal',
  embedding: 'teal',
  memory: 'teal',
  workflow: 'grey',
  step: 'grey',
  guardrail: 'grey',
  evaluation: 'grey',
  hook: 'grey',
  other: 'grey',
};

const FONT_SIZE = '11px';

/** Reads the theme as it is now; call again when VS Code switches. `createHatch` makes the loop hatching. */
export function readTheme(element: Element, createHatch: (stripe: string) => unknown): FlameTheme {
  const styles = getComputedStyle(element);
  const read = (name: string, fallback: string) => styles.getPropertyValue(name).trim() || fallback;
  const background = read('--vscode-editor-background', '#1f1f1f');
  const foreground = read('--vscode-foreground', '#cccccc');
  const dark = isDark(background);
  const ink = dark ? '#101010' : '#ffffff';
  const highContrast = document.body.matches('.vscode-high-contrast, .vscode-high-contrast-light');
  const colours: Record<ColourName, string> = {
    purple: read('--vscode-charts-purple', '#b180d7'),
    blue: read('--vscode-charts-blue', '#3794ff'),
    green: read('--vscode-charts-green', '#89d185'),
    orange: read('--vscode-charts-orange', '#d18616'),
    teal: read('--vscode-terminal-ansiCyan', '#11a8cd'),
    grey: mix(background, foreground, dark ? 0.55 : 0.5),
  };
  const error = read('--vscode-charts-red', '#f14c4c');
  const loop = read('--vscode-charts-yellow', '#cca700');
  return {
    font: `${FONT_SIZE} ${read('--vscode-font-family', 'system-ui, sans-serif')}`,
    fills: SPAN_KINDS.map((kind) => readableUnder(ink, colours[KIND_COLOUR[kind]])),
    ink,
    background,
    foreground,
    dim: mix(background, foreground, highContrast ? 1 : 0.75),
    grid: highContrast ? mix(background, foreground, 0.3) : mix(background, foreground, 0.1),
    loop,
    loopBand: withAlpha(loop, dark ? 0.09 : 0.13),
    error,
    onError: contrast(error, '#ffffff') >= MIN_TEXT_CONTRAST ? '#ffffff' : '#000000',
    selection: highContrast ? read('--vscode-contrastActiveBorder', foreground) : foreground,
    match: read('--vscode-list-highlightForeground', '#2aaaff'),
    accent: read('--vscode-focusBorder', '#0078d4'),
    contrastBorder: highContrast ? read('--vscode-contrastBorder', foreground) : null,
    hatch: createHatch(withAlpha(background, dark ? 0.42 : 0.4)),
  };
}

/** Diagonal stripes as a repeating pattern, sharp at the screen's resolution. */
export function hatchPattern(stripe: string): CanvasPattern | string {
  const size = 6;
  const ratio = devicePixelRatio || 1;
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(size * ratio);
  const context = tile.getContext('2d');
  if (!context) return stripe;
  const side = tile.width;
  context.strokeStyle = stripe;
  context.lineWidth = side / 3.2;
  context.beginPath();
  for (const offset of [-side, 0, side]) {
    context.moveTo(offset - side * 0.25, side * 1.25);
    context.lineTo(offset + side * 1.25, -side * 0.25);
  }
  context.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(side === 0 ? 1 : size / side));
  return pattern ?? stripe;
}
