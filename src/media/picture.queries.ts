import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { PictureNotFound } from './media.errors.js';
import { pictureWidths } from './picture-url.js';
import type { PictureSchema } from './picture.entity.js';

const names = new RegExp(`^([\\da-f]{64})-(${pictureWidths.join('|')})\\.webp$`);

@Injectable()
export class PictureQueries {
  constructor(private readonly database: Database) {}

  /** One rendition by its file name. @throws PictureNotFound */
  async content(name: string): Promise<Buffer> {
    const [, hash = '', width] = names.exec(name) ?? [];
    const picture = await this.database
      .replicaSql<InferKyselyDB<typeof PictureSchema>>()
      .selectFrom('pictures')
      .select('content')
      .where('hash', '=', hash)
      .where('width', '=', Number(width ?? 0))
      .executeTakeFirst();
    if (!picture) throw new PictureNotFound();
    return picture.content as Buffer;
  }
}
