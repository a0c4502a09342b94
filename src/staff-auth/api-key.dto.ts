import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { allPermissions, type Permission } from '../permissions/permissions.js';
import { Moment, ShortText } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';

export class ApiKeyInput {
  /** What it is for. @example "Nightly export to the warehouse" */
  @ShortText(100)
  name: string;

  /** Some of your own; names of `GET /api/admin/permissions`. @example ["read:orders"] */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(allPermissions, { each: true })
  permissions: Permission[];

  /** Moment from which it is no longer valid; left out, it is valid until it is revoked. @example "2027-11-30T00:00:00Z" */
  @IsOptionalNotNull()
  @Moment()
  expires?: string;

  /** Yours: only more than 15 minutes after you signed in; renewed tokens do not count as a sign-in. @example "onlydarkside" */
  @IsOptionalNotNull()
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  password?: string;

  /** With the password, where you have a second factor: six digits of the app, or a recovery code. @example "492039" */
  @IsOptionalNotNull()
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  code?: string;
}

export class ApiKeyDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b55" */
  uuid: string;
  /** @example "Nightly export to the warehouse" */
  name: string;
  /** It can do what its maker still may do, too. @example ["read:orders"] */
  permissions: Permission[];
  /** Username of the member of staff in whose name it acts; empty after their erasure. @example "anakin" */
  maker: string;
  /** @example "2026-11-29T08:00:00.000Z" */
  created: string;
  /** To the minute; null where it was never used. @example "2026-11-30T08:00:00.000Z" */
  last_used: string | null;
  /** Null where it is valid until it is revoked. @example "2027-11-30T00:00:00.000Z" */
  expires: string | null;
  /** Null where it was not revoked. @example null */
  revoked: string | null;
}

export class CreatedApiKey extends ApiKeyDto {
  /** Send as `Authorization: Bearer …`. No other answer shows it again. @example "mgz_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" */
  key: string;
}
