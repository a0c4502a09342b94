import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { PictureController } from './picture.controller.js';
import { Picture } from './picture.entity.js';
import { PictureQueries } from './picture.queries.js';

@Module({
  imports: [MikroOrmModule.forFeature([Picture])],
  controllers: [PictureController],
  providers: [PictureQueries],
})
export class MediaModule {}
