import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { TellsETag } from '../common/http/etag.js';
import { Fails } from '../common/http/fails.js';
import { PictureNotFound } from './media.errors.js';
import { PictureQueries } from './picture.queries.js';

@ApiTags('Catalog')
@Controller('media')
@Public()
export class PictureController {
  constructor(private readonly pictures: PictureQueries) {}

  /** A picture. Its name is made of its content, so it never changes. */
  @Get(':name')
  @Header('Content-Type', 'image/webp')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  @Header('Cross-Origin-Resource-Policy', 'cross-origin')
  @ApiOkResponse({ content: { 'image/webp': { schema: { type: 'string', format: 'binary' } } } })
  @TellsETag()
  @Fails(PictureNotFound)
  content(@Param('name') name: string) {
    return this.pictures.content(name);
  }
}
