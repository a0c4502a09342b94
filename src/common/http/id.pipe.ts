import { Injectable, type PipeTransform } from '@nestjs/common';
import type { ShopErrorType } from './shop-error.js';

const maxId = 2_147_483_647;

/** Whether a number fits an id column; PostgreSQL rejects the statement otherwise. */
export const isId = (number: number): boolean => Number.isInteger(number) && number >= 1 && number <= maxId;

/** Reads a path id; one that cannot be an id is the contract's own «not found». */
export const idOr = (NotFound: ShopErrorType): new () => PipeTransform<string, number> => {
  @Injectable()
  class IdPipe implements PipeTransform<string, number> {
    transform(value: string): number {
      const id = /^\d+$/.test(value) ? Number(value) : 0;
      if (!isId(id)) throw new NotFound();
      return id;
    }
  }
  return IdPipe;
};
