import type { PictureFile } from './picture.ts';

/** Pixels of an image, and how many of them are an inch; 96 where the file does not say. */
interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly density: number;
}

const DENSITY = 96;
const METRES_PER_INCH = 0.0254;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Reads what an image is, and its size, from its first bytes. @returns undefined when it is no whole PNG, JPEG or GIF */
export function readImage(bytes: Uint8Array): PictureFile | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const { type, size } = measure(bytes, view) ?? {};
    if (!type || !size || size.width === 0 || size.height === 0) return undefined;
    const scale = DENSITY / (size.density >= 36 && size.density <= 2400 ? size.density : DENSITY);
    return { type, bytes, width: size.width * scale, height: size.height * scale };
  } catch (error) {
    // It ends where its size should stand.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function measure(
  bytes: Uint8Array,
  view: DataView,
): { readonly type: PictureFile['type']; readonly size: ImageSize | undefined } | undefined {
  if (PNG.every((byte, index) => bytes[index] === byte)) return { type: 'png', size: pngSize(view) };
  if (/^GIF8[79]a/.test(String.fromCharCode(...bytes.subarray(0, 6)))) {
    const size = { width: view.getUint16(6, true), height: view.getUint16(8, true), density: DENSITY };
    return { type: 'gif', size };
  }
  if (view.byteLength > 2 && view.getUint16(0) === 0xffd8) return { type: 'jpg', size: jpegSize(view) };
  return undefined;
}

/** PNG (W3C), chunks IHDR and pHYs. */
function pngSize(view: DataView): ImageSize {
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  for (let at = 8; at + 21 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const name = view.getUint32(at + 4);
    if (name === 0x49444154) break;
    const isPerMetre = name === 0x70485973 && view.getUint8(at + 16) === 1;
    if (isPerMetre) return { ...size, density: Math.round(view.getUint32(at + 8) * METRES_PER_INCH) };
  }
  return { ...size, density: DENSITY };
}

/** JPEG (ITU-T T.81), its first frame header; JFIF's density where it is there. */
function jpegSize(view: DataView): ImageSize | undefined {
  let density = DENSITY;
  for (let at = 2; at + 9 <= view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === 0xffe0 && view.getUint32(at + 4) === 0x4a464946) {
      const unit = view.getUint8(at + 11);
      if (unit > 0) density = view.getUint16(at + 12) * (unit === 2 ? 2.54 : 1);
    }
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), density };
    if (marker < 0xff01) return undefined;
  }
  return undefined;
}
