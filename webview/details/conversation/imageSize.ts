/** Width and height of an image as its first bytes have them, so that nothing is decoded that is too large. Pure. */

export interface ImageSize {
  width: number;
  height: number;
}

/** PNG, GIF, WebP and JPEG; null for everything else. */
export function imageSize(bytes: Uint8Array): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) return size(view.getUint32(16), view.getUint32(20));
    if (startsWith(bytes, [0x47, 0x49, 0x46])) return size(view.getUint16(6, true), view.getUint16(8, true));
    if (startsWith(bytes, [0x52, 0x49, 0x46, 0x46])) return webpSize(view);
    if (startsWith(bytes, [0xff, 0xd8])) return jpegSize(view);
  } catch {
    // It ends before its size is said.
  }
  return null;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, place) => bytes[place] === byte);
}

function size(width: number, height: number): ImageSize | null {
  return width > 0 && height > 0 ? { width, height } : null;
}

/** RFC 9649: lossy (VP8), lossless (VP8L) and extended (VP8X) files. */
function webpSize(view: DataView): ImageSize | null {
  const format = view.getUint8(15);
  if (format === 0x20) return size(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  if (format === 0x4c) {
    const bits = view.getUint32(21, true);
    return size((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
  }
  const three = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  return size(three(24) + 1, three(27) + 1);
}

/** ITU T.81: segments up to a frame header. */
function jpegSize(view: DataView): ImageSize | null {
  for (let at = 2; ;) {
    const marker = view.getUint16(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return size(view.getUint16(at + 7), view.getUint16(at + 5));
    if (marker < 0xff00) return null;
    at += 2 + view.getUint16(at + 2);
  }
}
