import type { DrawContext } from '../../../webview/flame/drawContext';

export interface DrawnOperation {
  op: 'fill' | 'stroke' | 'fillRect' | 'fillText' | 'strokeText';
  /** Fill or stroke style at that moment. */
  style: unknown;
  alpha: number;
  lineWidth: number;
  /** Of texts. */
  text?: string;
  /** Where it lies: the box of the path, the rectangle, or the text's anchor. */
  x: number;
  y: number;
  width: number;
  height: number;
}

const CHARACTER_WIDTH = 6;

/** A drawing context that writes down what would be seen. Every character is six pixels wide. */
export class RecordingContext implements DrawContext {
  readonly operations: DrawnOperation[] = [];
  fillStyle: unknown = '';
  strokeStyle: unknown = '';
  globalAlpha = 1;
  lineWidth = 1;
  font = '';
  textAlign = 'left';
  textBaseline = '';
  lineJoin = '';
  private path: [x: number, y: number][] = [];

  /** Texts in drawing order. */
  texts(): string[] {
    return this.operations.filter(({ op }) => op === 'fillText').map(({ text }) => text ?? '');
  }

  /** Everything in drawing order, a line each. */
  log(): string[] {
    const whole = (value: number) => Math.round(value * 10) / 10;
    return this.operations.map(({ op, style, text, x, y, width, height }) => {
      const paint = typeof style === 'string' ? style : JSON.stringify(style);
      const size = text === undefined ? ` ${whole(width)}×${whole(height)}` : ` “${text}”`;
      return `${op} ${paint} at ${whole(x)} ${whole(y)}${size}`;
    });
  }

  with(style: unknown): DrawnOperation[] {
    return this.operations.filter((operation) => operation.style === style);
  }

  save(): void {
    return;
  }
  restore(): void {
    return;
  }
  clip(): void {
    return;
  }
  clearRect(): void {
    return;
  }
  beginPath(): void {
    this.path = [];
  }
  moveTo(x: number, y: number): void {
    this.path.push([x, y]);
  }
  lineTo(x: number, y: number): void {
    this.path.push([x, y]);
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.path.push([x, y], [x + width, y + height]);
  }
  roundRect(x: number, y: number, width: number, height: number): void {
    this.rect(x, y, width, height);
  }
  fill(): void {
    this.record('fill', this.fillStyle, ...this.box());
  }
  stroke(): void {
    this.record('stroke', this.strokeStyle, ...this.box());
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.record('fillRect', this.fillStyle, x, y, width, height);
  }
  fillText(text: string, x: number, y: number): void {
    this.record('fillText', this.fillStyle, x, y, 0, 0, text);
  }
  strokeText(text: string, x: number, y: number): void {
    this.record('strokeText', this.strokeStyle, x, y, 0, 0, text);
  }
  measureText(text: string): { width: number } {
    return { width: text.length * CHARACTER_WIDTH };
  }
  createLinearGradient(): { stops: string[]; addColorStop(offset: number, color: string): void } {
    const stops: string[] = [];
    return { stops, addColorStop: (_offset, color) => stops.push(color) };
  }

  private box(): [x: number, y: number, width: number, height: number] {
    const xs = this.path.map(([x]) => x);
    const ys = this.path.map(([, y]) => y);
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
  }

  private record(
    op: DrawnOperation['op'],
    style: unknown,
    x: number,
    y: number,
    width: number,
    height: number,
    text?: string,
  ): void {
    const { globalAlpha: alpha, lineWidth } = this;
    this.operations.push({ op, style, alpha, lineWidth, x, y, width, height, ...(text ? { text } : {}) });
  }
}
