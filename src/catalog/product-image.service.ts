import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import { PictureNotFound } from '../media/media.errors.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { pictureUrl, pictureWidths } from '../media/picture-url.js';
import { dropUnused, keep, renditions } from '../media/picture.service.js';
import type { ImageDto } from './product.dto.js';
import { Product } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';
import { mostImages } from './product-limits.js';

/** The pictures of a product. */
@Injectable()
export class ProductImageService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProductNotFound, PictureRefused, ValidationFailed */
  async add(me: Caller, product: string, upload: Buffer | undefined, base: string): Promise<ImageDto> {
    if (!upload) throw refused('file must be a file');
    // Before the transaction: it takes its time, and nobody has to wait for it.
    const picture = await renditions(upload);
    return this.changing(product, async (em, images) => {
      if (images.length >= mostImages) throw refused(`a product has at most ${mostImages} pictures`);
      await keep(em, picture);
      const position = (images.at(-1)?.position ?? -1) + 1;
      const image = em.create(ProductImage, { product: images.product, hash: picture.hash, position });
      await em.flush();
      this.audit.record(em, me, 'product.image.add', `product/${product}`, { image: image.uuid, hash: image.hash });
      return shown(image, base);
    });
  }

  /** @throws ProductNotFound, PictureNotFound */
  remove(me: Caller, product: string, uuid: string): Promise<void> {
    return this.changing(product, async (em, images) => {
      const image = find(images, uuid);
      this.audit.record(em, me, 'product.image.remove', `product/${product}`, { image: uuid, hash: image.hash });
      await em.remove(image).flush();
      await dropUnused(em, [image.hash]);
    });
  }

  /** @throws ProductNotFound, PictureNotFound */
  arrange(me: Caller, product: string, uuids: string[], base: string): Promise<{ images: ImageDto[] }> {
    return this.changing(product, async (em, images) => {
      const first = uuids.map((uuid) => find(images, uuid));
      const arranged = [...first, ...images.filter((image) => !first.includes(image))];
      for (const [position, image] of arranged.entries()) image.position = position;
      const order = arranged.map(({ uuid }) => uuid);
      this.audit.record(em, me, 'product.image.arrange', `product/${product}`, { order });
      return { images: arranged.map((image) => shown(image, base)) };
    });
  }

  /** Changes of one product's pictures take turns. */
  private changing<Result>(
    uuid: string,
    change: (em: EntityManager, images: ProductImage[] & { product: Product }) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(async (em) => {
      const product = await em.findOne(Product, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!product) throw new ProductNotFound();
      const images = await em.find(ProductImage, { product }, { orderBy: { position: 'asc', id: 'asc' } });
      return change(em, Object.assign(images, { product }));
    });
  }
}

function find(images: ProductImage[], uuid: string): ProductImage {
  const image = images.find((each) => each.uuid === uuid.toLowerCase());
  if (!image) throw new PictureNotFound();
  return image;
}

const shown = ({ uuid, hash }: ProductImage, base: string): ImageDto => ({
  uuid,
  widths: pictureWidths.map((width) => ({ width, url: pictureUrl(base, hash, width) })),
});

const refused = (error: string) => new ValidationFailed([{ field: 'file', errors: [error] }]);
