/** A drawing context that writes SVG: the renderer's pictures as files that can be scaled and edited. Pure. */
import type { CssPixels } from '../../src/protocol/units';
import type { DrawContext } from './drawContext';

/** Fill style that stands for the loop hatching. */
export const SVG_HATCH = { hatch: true } as const;

class Gradient {
  private readonly stops: string[] = [];

  constructor(
    readonly id: string,
    private readonly x0: number,
    private readonly x1: number,
  ) {}

  addColorStop(offset: number, colour: string): void {
    this.stops.push(`<stop offset="${offset}" stop-color="${escape(colour)}"/>`);
  }

  get markup(): string {
    const place = `x1="${short(this.x0)}" x2="${short(this.x1)}" y1="0" y2="0"`;
    return `<linearGradient id="${this.id}" gradientUnits="userSpaceOnUse" ${place}>${this.stops.join('')}</linearGradient>`;
  }
}

export class SvgContext implements DrawContext {
  fillStyle: unknown = '#000000';
  strokeStyle: unknown = '#000000';
  globalAlpha = 1;
  lineWidth = 1;
  font = '';
  textAlign = 'left';
  textBaseline = '';
  lineJoin = '';
  private readonly body: string[] = [];
  private readonly clips: string[] = [];
  private readonly gradients: Gradient[] = [];
  private path = '';
  /** Groups to be closed by each `restore`. */
  private readonly open: number[] = [];

  /** `measure` says how wide a text is in a CSS font: the writer of a file has no screen. */
  constructor(
    private readonly width: CssPixels,
    private readonly height: CssPixels,
    private readonly measure: (text: string, font: string) => CssPixels,
  ) {}

  /** The file. `hatchStripe` is the colour of the hatching's lines. */
  markup(title: string, background: string, hatchStripe: string): string {
    const { width, height } = this;
    const hatch =
      '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
      `<rect width="2" height="6" fill="${escape(hatchStripe)}"/></pattern>`;
    const definitions = [hatch, ...this.clips, ...this.gradients.map(({ markup }) => markup)].join('\n');
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
      `<title>${escape(title)}</title>`,
      `<defs>\n${definitions}\n</defs>`,
      `<rect width="${width}" height="${height}" fill="${escape(background)}"/>`,
      ...this.body,
      '</svg>\n',
    ].join('\n');
  }

  save(): void {
    this.open.push(0);
  }

  restore(): void {
    this.body.push('</g>'.repeat(this.open.pop() ?? 0));
  }

  clip(): void {
    const id = `clip${this.clips.length}`;
    this.clips.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath>`);
    this.body.push(`<g clip-path="url(#${id})">`);
    if (this.open.length > 0) this.open[this.open.length - 1]!++;
  }

  beginPath(): void {
    this.path = '';
  }

  moveTo(x: number, y: number): void {
    this.path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `L${short(x)} ${short(y)}`;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.min(radius, width / 2, height / 2);
    const corner = (dx: number, dy: number) =>
      `a${short(r)} ${short(r)} 0 0 1 ${short(dx * r)} ${short(dy * r)}`;
    const [w, h] = [short(width - 2 * r), short(height - 2 * r)];
    this.path +=
      `M${short(x + r)} ${short(y)}h${w}${corner(1, 1)}v${h}${corner(-1, 1)}` +
      `h-${w}${corner(-1, -1)}v-${h}${corner(1, -1)}z`;
  }

  fill(): void {
    this.body.push(`<path d="${this.path}" fill="${this.paint(this.fillStyle)}"${this.opacity()}/>`);
  }

  stroke(): void {
    this.body.push(`<path d="${this.path}" fill="none" ${this.strokeAttributes()}${this.opacity()}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.body.push(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(Math.max(width, 0))}" ` +
        `height="${short(Math.max(height, 0))}" fill="${this.paint(this.fillStyle)}"${this.opacity()}/>`,
    );
  }

  /** A picture on paper has nothing to clear. */
  clearRect(): void {
    return;
  }

  strokeText(text: string, x: number, y: number): void {
    this.text(text, x, y, `fill="none" ${this.strokeAttributes()}`);
  }

  fillText(text: string, x: number, y: number): void {
    this.text(text, x, y, `fill="${this.paint(this.fillStyle)}"`);
  }

  measureText(text: string): { width: number } {
    return { width: this.measure(text, this.font) };
  }

  createLinearGradient(x0: number, _y0: number, x1: number): Gradient {
    const gradient = new Gradient(`fade${this.gradients.length}`, x0, x1);
    this.gradients.push(gradient);
    return gradient;
  }

  private text(text: string, x: number, y: number, attributes: string): void {
    const anchor = this.textAlign === 'center' ? ' text-anchor="middle"' : '';
    const style = `style="font: ${escape(this.font)}" dominant-baseline="central"`;
    this.body.push(
      `<text x="${short(x)}" y="${short(y)}"${anchor} ${style} ${attributes}${this.opacity()}>${escape(text)}</text>`,
    );
  }

  private strokeAttributes(): string {
    return `stroke="${this.paint(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}" stroke-linejoin="round"`;
  }

  private opacity(): string {
    return this.globalAlpha === 1 ? '' : ` opacity="${short(this.globalAlpha)}"`;
  }

  private paint(style: unknown): string {
    if (style === SVG_HATCH) return 'url(#hatch)';
    return style instanceof Gradient ? `url(#${style.id})` : escape(String(style));
  }
}

/** A hundredth of a pixel is more than anybody sees. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** For text and for attributes in double quotes; characters that XML does not have are left out. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
