import { ValidateIf } from 'class-validator';

/** Optional, but unlike `@IsOptional()` not nullable. */
export const IsOptionalNotNull = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
