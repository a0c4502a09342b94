import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import type { ShopErrorType } from './shop-error.js';

/** Reads a path uuid; one that is no uuid is the module's own «not found». */
export const uuidOr = (NotFound: ShopErrorType): new () => PipeTransform<string, string> => {
  @Injectable()
  class UuidPipe implements PipeTransform<string, string> {
    transform(value: string): string {
      if (!validate(value)) throw new NotFound();
      return value;
    }
  }
  return UuidPipe;
};
