/** The flame graph as a file: what is in view, with all its rows. */
import type { CssPixels } from '../../src/protocol/units';
import { t } from '../l10n';
import { context2d } from './canvas';
import type { FlameModel } from './flameModel';
import { FlameRenderer } from './renderer';
import { SVG_HATCH, SvgContext } from './svgContext';

/** Sharp in documents whatever the screen is like. */
const PNG_SCALE = 2;
/** What browsers draw at most, in device pixels. */
const MAX_SIDE = 16_384;

/** `title` is for those who cannot see the picture. */
export function svgOf(model: FlameModel, title: string): string {
  const measuring = context2d(document.createElement('canvas'));
  const context = new SvgContext(model.width, model.height, (text, font) => {
    measuring.font = font;
    return measuring.measureText(text).width;
  });
  new FlameRenderer().draw({ ...model, theme: { ...model.theme, hatch: SVG_HATCH } }, context);
  return context.markup(title, model.theme.background, model.theme.hatchStripe);
}

/** Rows that no browser could draw any more are cut off. */
export async function pngOf(model: FlameModel): Promise<Blob> {
  const scale = Math.min(PNG_SCALE, MAX_SIDE / model.width);
  const height: CssPixels = Math.min(model.height, MAX_SIDE / scale);
  const drawing = document.createElement('canvas');
  const paper = document.createElement('canvas');
  for (const canvas of [drawing, paper]) {
    canvas.width = Math.round(model.width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = context2d(drawing);
  context.scale(scale, scale);
  new FlameRenderer().draw({ ...model, height }, context);
  // The renderer clears what is below it: the background comes from another sheet.
  const sheet = context2d(paper);
  sheet.fillStyle = model.theme.background;
  sheet.fillRect(0, 0, paper.width, paper.height);
  sheet.drawImage(drawing, 0, 0);
  return new Promise((resolve, reject) => {
    paper.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error(t('The picture is too large to be drawn. Zoom in and try again.')));
    }, 'image/png');
  });
}
