import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import type { ShopErrorType } from './shop-error.js';

/** Reads a path uuid, in the one form in which answers have it; one that is no uuid is the module's own «not found». */
export const uuidOr = (NotFound: ShopErrorType): new () => PipeTransform<string, string> => {
  @Injectable()
  class UuidPipe implements PipeTransform<string, string> {
    transform(value: string): string {
      if (!validate(value)) throw new NotFound();
      return value.toLowerCase();
    }
  }
  return UuidPipe;
};

/** Reads a path UUID or slug, in the one form in which it is stored; what can be neither is the module's own «not found». */
export const keyOr = (NotFound: ShopErrorType): new () => PipeTransform<string, string> => {
  @Injectable()
  class KeyPipe implements PipeTransform<string, string> {
    transform(value: string): string {
      const key = value.normalize('NFC');
      if (key.length > 200 || key.includes('\0')) throw new NotFound();
      return validate(key) ? key.toLowerCase() : key;
    }
  }
  return KeyPipe;
};
