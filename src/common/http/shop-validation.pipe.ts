import { type ArgumentMetadata, Injectable, type Type, type ValidationError, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { ValidationFailed } from './request.errors.js';
import type { ShopError } from './shop-error.js';

export interface FieldErrors {
  field: string;
  errors: string[];
}

const stripKey = 'strip-unknown';

/** Drops unknown fields instead of rejecting them, for contracts whose clients send more than their document names. */
export const StripUnknown = (): ClassDecorator => (input) => Reflect.defineMetadata(stripKey, true, input);

/** Rejects unknown fields, and text that PostgreSQL cannot store. */
@Injectable()
export class ShopValidationPipe extends ValidationPipe {
  /** What an empty query becomes, by class: most requests have none. */
  private readonly withoutQuery = new Map<Type, unknown>();

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

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type !== 'body' && type !== 'query') return value;
    const isEmptyQuery = type === 'query' && isRecord(value) && Object.keys(value).length === 0;
    if (!isEmptyQuery || !metatype) return this.validated(value, metadata);
    if (!this.withoutQuery.has(metatype))
      this.withoutQuery.set(metatype, Object.freeze(await this.validated(value, metadata)));
    return this.withoutQuery.get(metatype);
  }

  private validated(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    const strips = metatype && Reflect.hasMetadata(stripKey, metatype);
    const input = strips && isRecord(value) ? knownFields(value, metatype) : value;
    const broken = unreadable(input);
    if (broken.length === 0 && metatype && metatype !== Object) broken.push(...overlong(input, metatype));
    if (broken.length > 0) throw new ValidationFailed(broken);
    // A missing body is validated as an empty one, so that every required field is reported.
    return super.transform(input ?? {}, metadata);
  }
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that a class declares. */
function knownFields(value: object, metatype: Type): object {
  const known = getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false);
  const names = new Set(known.map(({ propertyName }) => propertyName));
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)));
}

/** More than any input has: 1,000 lines with three fields each. */
const maxValues = 5_000;

/**
 * What has more values than any input, more elements than the field takes, or several where one object is meant: each would be
 * converted and validated before the rule about their number is asked.
 */
function overlong(value: unknown, metatype: Type): FieldErrors[] {
  if (Array.isArray(value)) return [{ field: 'body', errors: ['body must be an object'] }];
  if (valuesIn(value) > maxValues) return [{ field: 'body', errors: [`body must have at most ${maxValues} values`] }];
  return Object.entries(value ?? {}).flatMap(([field, array]) => {
    if (!Array.isArray(array)) return [];
    const rules = getMetadataStorage()
      .getTargetValidationMetadatas(metatype, '', false, false)
      .filter(({ propertyName }) => propertyName === field);
    if (rules.some(({ type, each }) => type === ValidationTypes.NESTED_VALIDATION && !each))
      return [{ field, errors: [`${field} must be an object`] }];
    const most = rules.find(({ name }) => name === 'arrayMaxSize')?.constraints[0] as number | undefined;
    const isOverlong = most !== undefined && array.length > most;
    return isOverlong ? [{ field, errors: [`${field} must contain no more than ${most} elements`] }] : [];
  });
}

const valuesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, inner) => sum + valuesIn(inner), 1)
    : 1;

const maxDepth = 20;
/** More than any script sets on one letter; to put marks into their order takes the square of their number. */
const stackedMarks = /\p{M}{100}/u;

/** Fields with a NUL, a lone surrogate or a stack of marks, or nested too deeply, by their dotted names. */
export function unreadable(value: unknown, field = '', depth = 0): FieldErrors[] {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed() || stackedMarks.test(value)
      ? [{ field, errors: [`${field} holds characters that are no text`] }]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth === maxDepth) return [{ field, errors: [`${field} is nested too deeply`] }];
  return Object.entries(value).flatMap(([key, inner]) =>
    unreadable(key, 'a field name').concat(unreadable(inner, field ? `${field}.${key}` : key, depth + 1)),
  );
}

/** The field errors of a validation error, none of any other. */
export const fieldErrorsOf = (error: ShopError): FieldErrors[] =>
  error instanceof ValidationFailed ? (error.details as FieldErrors[]) : [];

/** An error as one sentence, including its field errors. */
export const inWords = (error: ShopError): string =>
  fieldErrorsOf(error)
    .flatMap(({ errors }) => errors)
    .join('; ') || error.message;

function fieldErrors(error: ValidationError, parent = ''): FieldErrors[] {
  const field = parent ? `${parent}.${error.property}` : error.property;
  const own = error.constraints ? [{ field, errors: Object.values(error.constraints) }] : [];
  return own.concat((error.children ?? []).flatMap((child) => fieldErrors(child, field)));
}
