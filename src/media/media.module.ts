import { Module } from '@nestjs/common';
import { PictureController } from './picture.controller.js';
import { PictureQueries } from './picture.queries.js';
import { PictureService } from './picture.service.js';

@Module({
  controllers: [PictureController],
  providers: [PictureService, PictureQueries],
  exports: [PictureService],
})
export class MediaModule {}
