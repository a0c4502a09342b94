import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type Sharp from 'sharp';
import { Unavailable } from '../common/http/request.errors.js';
import { PictureRefused } from './media.errors.js';
import { pictureWidths } from './picture-url.js';

export interface Renditions {
  /** SHA-256 of the upload: the picture's name under `/media/`. */
  hash: string;
  files: { width: number; content: Buffer }[];
}

const maxPixels = 50_000_000;
/** Of what strangers send: what phones photograph documents with. */
const maxStrangersPixels = 25_000_000;
/** Pixels; a photo of a document stays readable. */
const maxEdge = 3_000;
/** Decoding a picture takes up to 200 MB and both cores. */
const concurrency = 2;
const maxWaiting = 50;

@Injectable()
export class PictureService {
  private readonly limit = pLimit(concurrency);

  /**
   * Renders an upload as WebP in every width, upright and without its metadata. The format is that of its content, whatever
   * its file name.
   *
   * @throws PictureRefused, Unavailable
   */
  async render(upload: Buffer): Promise<Renditions> {
    if (!hasAcceptedFormat(upload)) throw new PictureRefused();
    const hash = createHash('sha256').update(upload).digest('hex');
    return { hash, files: await this.withLimit(() => renderWidths(upload)) };
  }

  /** The picture in its own format, upright, without its metadata and anything else that stood in the file. Rejects where it cannot be read. @throws Unavailable */
  reencode(upload: Buffer, format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> {
    return this.withLimit(async () => {
      const { default: sharp } = await import('sharp');
      const picture = sharp(upload, { limitInputPixels: maxStrangersPixels }).autoOrient();
      return picture.resize(fitting(maxEdge)).toColourspace('srgb').toFormat(format).toBuffer();
    });
  }

  private async withLimit<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.limit.pendingCount >= maxWaiting) throw new Unavailable(null, 2);
    return this.limit(work);
  }

  /** Stores renditions. The same picture is stored once. */
  async store(em: EntityManager, { hash, files }: Renditions): Promise<void> {
    await lock(em, hash);
    for (const { width, content } of files)
      await sql`
        insert into pictures (hash, width, content) values (${hash}, ${width}, ${content}) on conflict do nothing
      `.execute(em.getKysely());
  }

  /**
   * Deletes pictures that nothing shows any more.
   *
   * @param findUnused asked once the pictures are locked, so that none of them is being stored for something else
   */
  async deleteUnused(
    em: EntityManager,
    hashes: string[],
    findUnused: (hashes: string[]) => Promise<string[]>,
  ): Promise<void> {
    for (const hash of new Set(hashes.toSorted())) await lock(em, hash);
    const unused = await findUnused(hashes);
    await sql`delete from pictures where hash = any(${unused})`.execute(em.getKysely());
  }
}

async function lock(em: EntityManager, hash: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`picture ${hash}`}, 0))`.execute(em.getKysely());
}

/** By their first bytes, so that no decoder of another format (SVG, HEIC) is ever called. */
const hasAcceptedFormat = (upload: Buffer): boolean => {
  const head = upload.subarray(0, 16).toString('latin1');
  return /^(\x89PNG\r\n|\xFF\xD8\xFF|RIFF[^]{4}WEBP|[^]{4}ftypavi[fs])/.test(head);
};

async function renderWidths(upload: Buffer): Promise<Renditions['files']> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await decode(sharp, upload).catch(() => {
    throw new PictureRefused({ most_pixels: maxPixels });
  });
  const files = [];
  for (const width of pictureWidths)
    files.push({
      width,
      content: await sharp(data, { raw: info }).resize(fitting(width)).webp({ quality: 80 }).toBuffer(),
    });
  return files;
}

/** Decodes once, already as small as the widest rendition: the others are made from that. */
const decode = (sharp: typeof Sharp, upload: Buffer) =>
  sharp(upload, { limitInputPixels: maxPixels })
    .autoOrient()
    .resize(fitting(Math.max(...pictureWidths)))
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });

/** Never enlarged; the height is bounded too, for pictures much taller than wide. */
const fitting = (width: number) => ({ width, height: width * 4, fit: 'inside' as const, withoutEnlargement: true });
