/** Colours of the drawing, taken from VS Code's theme variables and made readable. Pure. */
import type { SpanKind } from '../../src/protocol/agentModel';
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import { contrast, isDark, MIN_TEXT_CONTRAST, mix, readableAgainst, withAlpha } from './colour';
import type { FlameTheme, FrameStatus, Paint } from './flameTheme';
import { FRAME_STATUSES } from './flameTheme';

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
/** How much of the background shows through a bucket. */
const BUCKET_SHARE = 0.28;
/** How much of a frame's colour is left where the search does not mean it. */
const DIMMED_SHARE = 0.22;
/** Shades of each hue that groups are told apart by: as it is, and moved so far towards the foreground or away. */
const GROUP_SHADES = [0, 0.45, -0.35] as const;

export interface ThemeSource {
  /** Value of a CSS variable; empty where the theme does not define it. */
  variable: (name: string) => string;
  highContrast: boolean;
  /** Makes the loop hatching of a colour. */
  createHatch: (stripe: string) => unknown;
}

export function flameThemeOf({ variable, highContrast, createHatch }: ThemeSource): FlameTheme {
  const read = (name: string, fallback: string) => variable(name).trim() || fallback;
  const background = read('--vscode-editor-background', '#1f1f1f');
  const foreground = read('--vscode-foreground', '#cccccc');
  const dark = isDark(background);
  const ink = dark ? '#101010' : '#ffffff';
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
  const paint = (colour: string) => paintOf(colour, { ink, background, foreground });
  const statusColour: Record<FrameStatus, string> = {
    ok: colours.green,
    error,
    loop,
    cut: colours.orange,
    pending: colours.grey,
  };
  const magenta = read('--vscode-terminal-ansiMagenta', '#bc3fbc');
  const hatchStripe = withAlpha(background, dark ? 0.42 : 0.4);
  return {
    font: `${FONT_SIZE} ${read('--vscode-font-family', 'system-ui, sans-serif')}`,
    kinds: SPAN_KINDS.map((kind) => paint(colours[KIND_COLOUR[kind]])),
    groups: [
      colours.grey,
      ...groupColours(
        [colours.blue, colours.green, colours.purple, colours.orange, colours.teal, magenta],
        background,
        foreground,
      ),
    ].map(paint),
    statuses: FRAME_STATUSES.map((status) => paint(statusColour[status])),
    ink,
    background,
    foreground,
    dim: mix(background, foreground, highContrast ? 1 : 0.75),
    grid: highContrast ? mix(background, foreground, 0.3) : mix(background, foreground, 0.1),
    loop,
    loopText: readableAgainst(background, loop),
    loopBand: withAlpha(loop, dark ? 0.09 : 0.13),
    error,
    onError: contrast(error, '#ffffff') >= MIN_TEXT_CONTRAST ? '#ffffff' : '#000000',
    selection: highContrast ? read('--vscode-contrastActiveBorder', foreground) : foreground,
    match: read('--vscode-list-highlightForeground', '#2aaaff'),
    accent: read('--vscode-focusBorder', '#0078d4'),
    contrastBorder: highContrast ? read('--vscode-contrastBorder', foreground) : null,
    hatch: createHatch(hatchStripe),
    hatchStripe,
  };
}

/** A colour in every state, each moved as far as its text needs to be read. */
function paintOf(
  colour: string,
  { ink, background, foreground }: { ink: string; background: string; foreground: string },
): Paint {
  const fill = readableAgainst(ink, colour);
  const dimmed = mix(background, fill, DIMMED_SHARE);
  return {
    fill,
    bucket: readableAgainst(ink, mix(fill, background, BUCKET_SHARE)),
    dimmed,
    dimmedInk: readableAgainst(dimmed, mix(background, foreground, 0.8)),
  };
}

/** The hues one after the other, then the same in other shades. */
function groupColours(hues: readonly string[], background: string, foreground: string): string[] {
  return GROUP_SHADES.flatMap((shade) =>
    hues.map((hue) => mix(hue, shade < 0 ? background : foreground, Math.abs(shade))),
  );
}
