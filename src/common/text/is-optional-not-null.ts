import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional, ValidateIf } from 'class-validator';

/** Optional, but unlike `@IsOptional()` not nullable. */
export const IsOptionalNotNull = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** For `@Transform`: null where it is blank, as forms send what was cleared. */
export const nullWhereBlank = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && value.trim() === '' ? null : value;

/** Optional and nullable; blank, it is null. */
export const IsOptionalNullable = (): PropertyDecorator => applyDecorators(Transform(nullWhereBlank), IsOptional());
