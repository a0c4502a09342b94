import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';

const PictureSchema = defineEntity({
  name: 'Picture',
  tableName: 'pictures',
  properties: {
    hash: p.string().primary().length(64),
    width: p.integer().primary(),
    content: p.blob(),
  },
});

/** One rendition of an uploaded picture, WebP. In the database, so that every process serves it and every backup has it. */
export class Picture extends PictureSchema.class {
  [PrimaryKeyProp]?: ['hash', 'width'];
}

PictureSchema.setClass(Picture);
export { PictureSchema };
