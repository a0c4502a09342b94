import { ValidateIf } from 'class-validator';

/** May be left out, but, unlike `@IsOptional()`, not be null. */
export const IsOptionalNotNull = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
