import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { pictureWidths } from '../media/picture-url.js';
import type { Renditions } from '../media/picture.service.js';
import { type Motif, motifs } from './drawings/motifs.js';
import { scene } from './drawings/scene.js';
import { type Tone, tones } from './drawings/tones.js';

/** As many as keep two cores busy without holding many megabytes. */
const atOnce = 4;

/** Draws each picture once, named as the goods name it: `mug navy white`. */
export async function drawn(pictures: string[]): Promise<Map<string, Renditions>> {
  const drawings = new Map<string, Renditions>();
  const waiting = new Set(pictures).values();
  const draw = async () => {
    for (const picture of waiting) drawings.set(picture, await rendered(svgOf(picture)));
  };
  await Promise.all(Array.from({ length: atOnce }, draw));
  return drawings;
}

function svgOf(picture: string): string {
  const [motif = '', main = '', accent = 'cream'] = picture.split(' ');
  if (!isMotif(motif) || !isTone(main) || !isTone(accent)) throw new Error(`cannot draw "${picture}"`);
  const turn = createHash('sha256').update(picture).digest().readUInt8();
  return scene(motifs[motif], main, accent, turn);
}

/** As of an upload, but trusting and quick: drawn once, each width made of the next larger one. */
async function rendered(svg: string): Promise<Renditions> {
  const files = [];
  let drawing = sharp(Buffer.from(svg));
  for (const width of pictureWidths.toReversed()) {
    const { data, info } = await drawing
      .resize({ width, kernel: 'linear' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    drawing = sharp(data, { raw: info });
    files.push({ width, content: await drawing.clone().webp({ quality: 80, effort: 0 }).toBuffer() });
  }
  return { hash: createHash('sha256').update(svg).digest('hex'), files };
}

const isMotif = (name: string): name is Motif => name in motifs;
const isTone = (name: string): name is Tone => name in tones;
