import { type ArgumentMetadata, Injectable, type ValidationError, ValidationPipe } from '@nestjs/common';
import { ValidationFailed } from './request.errors.js';

export interface FieldErrors {
  field: string;
  errors: string[];
}

/** Shop's own strictness: unknown fields are refused, and no text that PostgreSQL cannot hold gets past. */
@Injectable()
export class ShopValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      forbidUnknownValues: true,
      stopAtFirstError: false,
      exceptionFactory: (errors) => new ValidationFailed(errors.flatMap((error) => fieldErrors(error))),
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body' && metadata.type !== 'query') return Promise.resolve(value);
    const broken = unreadable(value);
    if (broken.length > 0) throw new ValidationFailed(broken);
    // A body that is missing lacks every field, and is told so field by field.
    return super.transform(value ?? {}, metadata);
  }
}

const deepest = 20;

/** Every field that holds a NUL or half a surrogate pair, or is nested absurdly, under its dotted name. */
export function unreadable(value: unknown, field = '', depth = 0): FieldErrors[] {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed()
      ? [{ field, errors: [`${field} holds characters that are no text`] }]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth === deepest) return [{ field, errors: [`${field} is nested too deeply`] }];
  return Object.entries(value).flatMap(([key, inner]) =>
    unreadable(key, 'a field name').concat(unreadable(inner, field ? `${field}.${key}` : key, depth + 1)),
  );
}

function fieldErrors(error: ValidationError, parent = ''): FieldErrors[] {
  const field = parent ? `${parent}.${error.property}` : error.property;
  const own = error.constraints ? [{ field, errors: Object.values(error.constraints) }] : [];
  return own.concat((error.children ?? []).flatMap((child) => fieldErrors(child, field)));
}
