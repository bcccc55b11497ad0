/** Images, recordings and files in messages. Nothing is fetched: what is elsewhere is named, not shown. */
import type { MediaPart } from '../../../src/protocol/messages';
import { el } from '../../dom';
import { formatBytes } from '../../figures';
import { t } from '../../l10n';
import { imageSize } from './imageSize';

/** Of a thumbnail, in CSS pixels. */
const MAX_WIDTH = 280;
const MAX_HEIGHT = 200;
/** Larger ones would cost too much to decode. */
const MAX_PIXELS = 60_000_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** `load`: the part with its content. */
export function mediaView(part: MediaPart, load: () => Promise<MediaPart>): HTMLElement {
  const figure = el('figure', { class: 'media' }, el('figcaption', { text: describe(part) }));
  if (part.uri !== null) figure.append(el('code', { class: 'uri', text: part.uri }));
  if (part.type === 'image' && part.byteLength !== null) showWhenNear(figure, part, load);
  return figure;
}

const TYPE_NAME: Readonly<Record<MediaPart['type'], string>> = {
  image: t('image'),
  audio: t('audio'),
  video: t('video'),
  file: t('file'),
};

function describe({ type, mimeType, name, uri, fileId, byteLength }: MediaPart): string {
  const where =
    uri !== null
      ? t('by reference, not loaded')
      : fileId !== null
        ? t('the provider’s file {0}', fileId)
        : null;
  const size = byteLength === null ? null : formatBytes(byteLength);
  const parts = [TYPE_NAME[type], name, mimeType, size, where];
  return parts.filter((each) => each !== null).join(' · ');
}

function showWhenNear(figure: HTMLElement, part: MediaPart, load: () => Promise<MediaPart>): void {
  figure.setAttribute('aria-busy', 'true');
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    thumbnail(part, load)
      .then(
        (shown) => {
          figure.prepend(shown);
        },
        (error: unknown) => {
          const why =
            error instanceof ImageRefused ? error.message : t('It is not an image that can be shown.');
          figure.append(el('p', { class: 'absent', text: why }));
        },
      )
      .finally(() => {
        figure.removeAttribute('aria-busy');
      });
  });
  observer.observe(figure);
}

class ImageRefused extends Error {}

/** Drawn on a canvas: the page's policy allows no image from anywhere. */
async function thumbnail(part: MediaPart, load: () => Promise<MediaPart>): Promise<HTMLElement> {
  if ((part.byteLength ?? 0) > MAX_BYTES) throw new ImageRefused(t('It is too large to be shown here.'));
  const { data } = await load();
  const bytes = bytesOf(data ?? '');
  const size = imageSize(bytes);
  if (!size) throw new ImageRefused(t('Images of this kind are not shown here.'));
  const { width, height } = size;
  if (width * height > MAX_PIXELS) {
    throw new ImageRefused(t('With {0} × {1} pixels it is too large to be shown here.', width, height));
  }
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  const shown = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const ratio = Math.min(Math.max(devicePixelRatio, 1), 1 / scale);
  const bitmap = await createImageBitmap(new Blob([bytes], { type: part.mimeType ?? '' }), {
    resizeWidth: Math.max(1, Math.round(shown.width * ratio)),
    resizeHeight: Math.max(1, Math.round(shown.height * ratio)),
    resizeQuality: 'medium',
  });
  const canvas = el('canvas', {
    class: 'thumbnail',
    attrs: {
      width: bitmap.width,
      height: bitmap.height,
      role: 'img',
      'aria-label': t('{0}, {1} × {2} pixels', part.name ?? t('Image'), width, height),
    },
    title: t('{0} × {1} pixels', width, height),
  });
  canvas.style.setProperty('width', `${shown.width}px`);
  canvas.style.setProperty('aspect-ratio', `${shown.width} / ${shown.height}`);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}

/** Base64 in either alphabet. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
