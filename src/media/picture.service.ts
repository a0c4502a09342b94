import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import type Sharp from 'sharp';
import { PictureRefused } from './media.errors.js';
import { pictureWidths } from './picture-url.js';

export interface Renditions {
  /** SHA-256 of the upload: the picture's name under `/media/`. */
  hash: string;
  files: { width: number; content: Buffer }[];
}

const [, , widest] = pictureWidths;
const mostPixels = 50_000_000;
const atOnce = 2;

const waiting: (() => void)[] = [];
let running = 0;

/**
 * The upload in three widths, WebP, upright and without its metadata. What it is, its content says and not its name.
 *
 * @throws PictureRefused
 */
export async function renditions(upload: Buffer): Promise<Renditions> {
  if (!looksRight(upload)) throw new PictureRefused();
  return inTurn(async () => {
    // Loaded with the first picture: until then its memory is not needed.
    const { default: sharp } = await import('sharp');
    const { data, info } = await decoded(sharp, upload).catch(() => {
      throw new PictureRefused({ most_pixels: mostPixels });
    });
    const files = [];
    for (const width of pictureWidths)
      files.push({
        width,
        content: await sharp(data, { raw: info }).resize(fitting(width)).webp({ quality: 80 }).toBuffer(),
      });
    return { hash: createHash('sha256').update(upload).digest('hex'), files };
  });
}

/** The same picture twice is kept once. */
export async function keep(em: EntityManager, { hash, files }: Renditions): Promise<void> {
  await lock(em, hash);
  for (const { width, content } of files)
    await sql`
      insert into pictures (hash, width, content) values (${hash}, ${width}, ${content}) on conflict do nothing
    `.execute(em.getKysely());
}

/** Forgets pictures that no product shows any more. */
export async function dropUnused(em: EntityManager, hashes: string[]): Promise<void> {
  for (const hash of new Set(hashes.toSorted())) {
    await lock(em, hash);
    await sql`
      delete from pictures where hash = ${hash} and not exists (select from product_images where hash = ${hash})
    `.execute(em.getKysely());
  }
}

/** Else a picture could be kept for one product at the moment it is forgotten for another. */
async function lock(em: EntityManager, hash: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`picture ${hash}`}, 0))`.execute(em.getKysely());
}

/** By their first bytes, so that a decoder of anything else, SVG and HEIC among them, is never even asked. */
const looksRight = (upload: Buffer): boolean => {
  const first = upload.subarray(0, 16).toString('latin1');
  return /^(\x89PNG\r\n|\xFF\xD8\xFF|RIFF[^]{4}WEBP|[^]{4}ftypavi[fs])/.test(first);
};

/** Decoded once, already as small as the widest rendition: the other two are made of that. */
const decoded = (sharp: typeof Sharp, upload: Buffer) =>
  sharp(upload, { limitInputPixels: mostPixels })
    .autoOrient()
    .resize(fitting(widest))
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });

/** A picture is never enlarged, and one much taller than wide is bounded too. */
const fitting = (width: number) => ({ width, height: width * 4, fit: 'inside' as const, withoutEnlargement: true });

/** Decoding can cost 200 MB and both cores, so only two run at once. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running === atOnce) await new Promise<void>((go) => waiting.push(go));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
