import type { Page } from '@playwright/test';
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;
const PALETTE_TYPE = 3;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One number a pixel: red, green and blue, eight bits each. */
  readonly colours: readonly number[];
}

/** The pixels of a picture; a browser is the decoder that is at hand. */
async function pixelsOf(page: Page, png: Buffer): Promise<Pixels> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = image;
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    if (canvas === null) throw new Error('this browser has no canvas');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, width, height);
    const colours: number[] = [];
    for (let at = 0; at < data.length; at += 4) {
      colours.push(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    }
    return { width, height, colours };
  }, png.toString('base64'));
}

function distance(one: number, other: number): number {
  const [red, green, blue] = [16, 8, 0].map((shift) => ((one >> shift) & 255) - ((other >> shift) & 255));
  return (red ?? 0) ** 2 + (green ?? 0) ** 2 + (blue ?? 0) ** 2;
}

/** The commonest colours stay as they are; the others, edges of letters, take the nearest of them. */
function palette(colours: readonly number[]): {
  readonly kept: readonly number[];
  readonly place: (colour: number) => number;
} {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one).map(([colour]) => colour);
  const kept = byCount.slice(0, COLOURS);
  const places = new Map(kept.map((colour, index) => [colour, index]));
  return {
    kept,
    place: (colour) => {
      const known = places.get(colour);
      if (known !== undefined) return known;
      let nearest = 0;
      for (const [index, other] of kept.entries()) {
        if (distance(colour, other) < distance(colour, kept[nearest] ?? 0)) nearest = index;
      }
      places.set(colour, nearest);
      return nearest;
    },
  };
}

/** PNG 1.2, section 3.2: length, type, data, check sum of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/**
 * The same picture with at most 256 colours, which is about a third of the bytes.
 * @param page an empty page to decode in
 */
export async function smallPng(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, colours } = await pixelsOf(page, png);
  const { kept, place } = palette(colours);
  const rows = Buffer.alloc((width + 1) * height);
  // Each row begins with the number of its filter; 0, none, suits palettes best.
  colours.forEach((colour, at) => (rows[at + Math.floor(at / width) + 1] = place(colour)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, PALETTE_TYPE, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(kept.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
