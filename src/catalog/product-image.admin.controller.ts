import { Body, Controller, Delete, Param, Post, Put, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor, type UploadedMultipartFile } from '@nestjs/platform-fastify/multipart';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Example, Fails } from '../common/http/fails.js';
import { TooLarge } from '../common/http/request.errors.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CatalogRemoved } from './product.dto.js';
import { PictureNotFound, PictureRefused } from '../media/media.errors.js';
import { maxPictureBytes } from '../media/picture-limits.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { ImageOrder, ProductImages } from './product-image.dto.js';
import { ProductImageService } from './product-image.service.js';
import { ImageDto } from './product.dto.js';
import { AcceptsUploads, fileBody } from '../common/http/uploads.js';

const ProductUuid = uuidOr(ProductNotFound);
const limits = { fileSize: maxPictureBytes, files: 1, fields: 10, fieldSize: 1024 };

@ApiTags('Catalog')
@Controller('api/admin/products/:uuid/images')
@Requires('write:products')
export class ProductImageAdminController {
  constructor(private readonly pictures: ProductImageService) {}

  /** Add a picture: PNG, JPEG, WebP or AVIF, at most 20 MiB and 50 megapixels. It is kept as WebP in three widths. */
  @Post()
  @AcceptsUploads(maxPictureBytes)
  @UseInterceptors(FileInterceptor('file', { limits }))
  @ApiConsumes('multipart/form-data')
  @ApiBody(fileBody)
  @Fails(ProductNotFound, PictureRefused, TooLarge)
  add(
    @Me() me: Caller,
    @Param('uuid', ProductUuid) uuid: string,
    @UploadedFile() file: UploadedMultipartFile | undefined,
    @BaseUrl() base: string,
  ): Promise<ImageDto> {
    return this.pictures.add(me, uuid, file?.buffer, base);
  }

  /** Say in which order the pictures stand. */
  @Put()
  @Example({ images: [] })
  @Fails(ProductNotFound, PictureNotFound)
  arrange(
    @Me() me: Caller,
    @Param('uuid', ProductUuid) uuid: string,
    @Body() { images }: ImageOrder,
    @BaseUrl() base: string,
  ): Promise<ProductImages> {
    return this.pictures.arrange(me, uuid, images, base);
  }

  /** Remove a picture. */
  @Delete(':image_uuid')
  @Fails(ProductNotFound, PictureNotFound)
  async remove(
    @Me() me: Caller,
    @Param('uuid', ProductUuid) uuid: string,
    @Param('image_uuid', uuidOr(PictureNotFound)) image: string,
  ): Promise<CatalogRemoved> {
    await this.pictures.remove(me, uuid, image);
    return { status: 'OK', message: 'picture removed' };
  }
}
