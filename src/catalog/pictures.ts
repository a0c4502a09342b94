import type { EntityManager } from '@mikro-orm/postgresql';
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { PictureRefused } from './catalog.errors.js';
import { pictureWidths } from './picture.js';
import { Picture } from './picture.entity.js';

export interface Renditions {
  /** SHA-256 of the upload: the picture's name under `/media/`. */
  hash: string;
  files: { width: number; content: Buffer }[];
}

const accepted = new Set(['png', 'jpeg', 'webp', 'heif', 'avif']);

/**
 * The upload in three widths, WebP, upright and without its metadata. What it is, its content says and not its name.
 *
 * @throws PictureRefused
 */
export async function renditions(upload: Buffer): Promise<Renditions> {
  const source = sharp(upload, { limitInputPixels: 50_000_000 });
  const { format = '' } = await source.metadata().catch(() => ({ format: '' }));
  if (!accepted.has(format)) throw new PictureRefused();
  const files = await Promise.all(
    pictureWidths.map(async (width) => ({
      width,
      content: await source
        .clone()
        .rotate()
        .resize({ width, withoutEnlargement: true })
        .webp({ quality: 80 })
        .toBuffer(),
    })),
  ).catch(() => {
    throw new PictureRefused();
  });
  return { hash: createHash('sha256').update(upload).digest('hex'), files };
}

/** The same picture twice is kept once. */
export async function keep(em: EntityManager, { hash, files }: Renditions): Promise<void> {
  await em.upsertMany(
    Picture,
    files.map((file) => ({ hash, ...file })),
    { onConflictAction: 'ignore' },
  );
}
