import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsISO31661Alpha2 } from 'class-validator';

/** Only ASCII letters: a dotless `ı` is no `I`. */
const canonical = (code: unknown): unknown =>
  typeof code === 'string' ? code.trim().replace(/[a-z]/g, (letter) => letter.toUpperCase()) : code;

/** An ISO 3166-1 alpha-2 code, or several, stored in capitals. */
export const CountryCode = (options: { each?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(canonical) : canonical(value))),
    IsISO31661Alpha2(options),
  );
