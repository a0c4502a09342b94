import { type ArgumentMetadata, Injectable, type Type, type ValidationError, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { ValidationFailed } from './request.errors.js';
import type { ShopError } from './shop-error.js';

export interface FieldErrors {
  field: string;
  errors: string[];
}

/** class-validator looks through all classes for each input, though what it finds stays the same. */
function rememberRules(): void {
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const known = new WeakMap<object, ReturnType<typeof find>>();
  storage.getTargetValidationMetadatas = (target, ...how) => {
    const rules = known.get(target) ?? find(target, ...how);
    known.set(target, rules);
    return rules;
  };
}
rememberRules();

const tolerantKey = 'tolerant';

/** For input of a contract whose clients send more than its document names: that is left out instead of refused. */
export const StripUnknown = (): ClassDecorator => (input) => Reflect.defineMetadata(tolerantKey, true, input);

/** Shop's own strictness: unknown fields are refused, and no text that PostgreSQL cannot hold gets past. */
@Injectable()
export class ShopValidationPipe extends ValidationPipe {
  /** Queries that ask for nothing in particular are right. */
  private readonly optional = new WeakSet<Type>();

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
    const { metatype } = metadata;
    // Most lists are asked for as they come: then there is nothing to look at.
    if (metadata.type === 'query' && metatype && isEmpty(value) && this.optional.has(metatype))
      return Promise.resolve(new metatype());
    const tolerant = metatype && Reflect.hasMetadata(tolerantKey, metatype);
    const input = tolerant && isRecord(value) ? named(value, metatype) : value;
    const broken = unreadable(input);
    if (broken.length > 0) throw new ValidationFailed(broken);
    // A body that is missing lacks every field, and is told so field by field.
    return super.transform(input ?? {}, metadata).then((read: unknown) => {
      if (metadata.type === 'query' && metatype && isEmpty(value)) this.optional.add(metatype);
      return read;
    });
  }
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean => isRecord(value) && Object.keys(value).length === 0;

/** The fields that a class knows. */
function named(value: object, metatype: Type): object {
  const known = getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false);
  const names = new Set(known.map(({ propertyName }) => propertyName));
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)));
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

/** What is wrong with which field, where that is what an error is about. */
export const fieldErrorsOf = (error: ShopError): FieldErrors[] =>
  error instanceof ValidationFailed ? (error.details as FieldErrors[]) : [];

/** An error in one sentence, with what is wrong in it. */
export const inWords = (error: ShopError): string =>
  fieldErrorsOf(error)
    .flatMap(({ errors }) => errors)
    .join('; ') || error.message;

function fieldErrors(error: ValidationError, parent = ''): FieldErrors[] {
  const field = parent ? `${parent}.${error.property}` : error.property;
  const own = error.constraints ? [{ field, errors: Object.values(error.constraints) }] : [];
  return own.concat((error.children ?? []).flatMap((child) => fieldErrors(child, field)));
}
