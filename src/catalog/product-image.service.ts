import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import { PictureNotFound } from '../media/media.errors.js';
import { pictureUrl, pictureWidths } from '../media/picture-url.js';
import { PictureService } from '../media/picture.service.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import type { ImageDto } from './product.dto.js';
import { Product } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';
import { maxImages } from './product-limits.js';

@Injectable()
export class ProductImageService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly pictures: PictureService,
  ) {}

  /** @throws ProductNotFound, PictureRefused, ValidationFailed */
  async add(me: Caller, product: string, upload: Buffer | undefined, base: string): Promise<ImageDto> {
    if (!upload) throw invalidFile('file must be a file');
    // Rendered before the transaction, so that nothing waits for it.
    const renditions = await this.pictures.render(upload);
    return this.transaction(product, async (em, images) => {
      if (images.length >= maxImages) throw invalidFile(`a product has at most ${maxImages} pictures`);
      await this.pictures.store(em, renditions);
      const position = (images.at(-1)?.position ?? -1) + 1;
      const image = em.create(ProductImage, { product: images.product, hash: renditions.hash, position });
      await em.flush();
      this.audit.record(em, me, 'product.image.add', subjectOf(images.product), { to: pictureOf(image) });
      return toDto(image, base);
    });
  }

  /** @throws ProductNotFound, PictureNotFound */
  remove(me: Caller, product: string, uuid: string): Promise<void> {
    return this.transaction(product, async (em, images) => {
      const image = findImage(images, uuid);
      this.audit.record(em, me, 'product.image.remove', subjectOf(images.product), { from: pictureOf(image) });
      await em.remove(image).flush();
      await this.deleteUnusedPictures(em, [image.hash]);
    });
  }

  /** @throws ProductNotFound, PictureNotFound */
  arrange(me: Caller, product: string, uuids: string[], base: string): Promise<{ images: ImageDto[] }> {
    return this.transaction(product, async (em, images) => {
      const first = uuids.map((uuid) => findImage(images, uuid));
      const arranged = [...first, ...images.filter((image) => !first.includes(image))];
      for (const [position, image] of arranged.entries()) image.position = position;
      const [before, after] = [images, arranged].map((list) => ({ images: list.map(({ uuid }) => uuid) }));
      if (before && after)
        this.audit.recordDiff(em, me, 'product.image.arrange', subjectOf(images.product), [before, after]);
      return { images: arranged.map((image) => toDto(image, base)) };
    });
  }

  /** Deletes the pictures of removed images that no other product shows. */
  async deleteUnusedPictures(em: EntityManager, hashes: string[]): Promise<void> {
    await this.pictures.deleteUnused(em, hashes, async (removed) => {
      const { rows } = await sql<{ hash: string }>`
        select removed.hash from unnest(${removed}::text[]) as removed(hash)
        where not exists (select from product_images where product_images.hash = removed.hash)
      `.execute(em.getKysely());
      return rows.map(({ hash }) => hash);
    });
  }

  /** Concurrent changes of one product's images wait for each other. */
  private transaction<Result>(
    uuid: string,
    work: (em: EntityManager, images: ProductImage[] & { product: Product }) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(async (em) => {
      const product = await em.findOne(Product, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!product) throw new ProductNotFound();
      const images = await em.find(ProductImage, { product }, { orderBy: { position: 'asc', id: 'asc' } });
      return work(em, Object.assign(images, { product }));
    });
  }
}

function findImage(images: ProductImage[], uuid: string): ProductImage {
  const image = images.find((each) => each.uuid === uuid);
  if (!image) throw new PictureNotFound();
  return image;
}

const toDto = ({ uuid, hash }: ProductImage, base: string): ImageDto => ({
  uuid,
  widths: pictureWidths.map((width) => ({ width, url: pictureUrl(base, hash, width) })),
});

const subjectOf = ({ uuid, name }: Product) => ({ kind: 'product' as const, uuid, label: name });

const pictureOf = ({ uuid, hash }: ProductImage) => ({ image: uuid, picture: hash });

const invalidFile = (error: string) => new ValidationFailed([{ field: 'file', errors: [error] }]);
