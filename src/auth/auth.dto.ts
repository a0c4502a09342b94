import { Transform } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ProfileInput } from '../customer/customer.dto.js';
import { EmailAddress, orLeftOut } from '../common/text/canonical.js';
import { MailedToken } from '../customer/mailed-token.js';

export class RegisterInput extends ProfileInput {
  /** 8 to 128 characters, any of them; not one of the common ones, no sequence or repetition, nor your username, your email or the name of the shop, with or without a number. @example "onlydarkside" */
  @IsString()
  @MaxLength(128)
  password: string;
}

export class LoginInput {
  /** Either this or `email`. @example "anakin" */
  @Transform(orLeftOut)
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(254)
  username?: string;

  /** Either this or `username`. @example "a.skywalker@deathstar.im" */
  @Transform(orLeftOut)
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(254)
  email?: string;

  /** @example "onlydarkside" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  password: string;

  /** Only of an account with a second factor: six digits of the app, or a recovery code. Each is accepted once. @example "492039" */
  @Transform(orLeftOut)
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(40)
  code?: string;
}

export class RefreshInput {
  /** The refresh token that the last login or refresh gave. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(2_000)
  refresh: string;
}

export class TokenPair {
  /** Send as `Authorization: Bearer …`. */
  access: string;
  /** Good for one exchange at `/api/refresh`, within 30 days. */
  refresh: string;
  /** Seconds the access token is good for. @example 600 */
  expires_in: number;
}

export class LoggedIn extends TokenPair {
  /** @example "OK" */
  status: 'OK';
  /** Your uuid. @example "a860895f-788d-4bb2-baa7-06c263ed8754" */
  user: string;
}

export class Done {
  /** @example "OK" */
  status: 'OK';
  /** @example "user logout" */
  message: string;
}

export class PasswordChange {
  /** Your username. @example "anakin" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(150)
  username: string;

  /** @example "obiwansux" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  old_password: string;

  /** 8 to 128 characters; not one of the common ones, no sequence or repetition, nor your username, your email or the name of the shop, with or without a number. @example "onlydarkside" */
  @IsString()
  @MaxLength(128)
  password: string;
}

export class PasswordChanged {
  /** Always ten asterisks: no answer carries a password or its hash. @example "**********" */
  password: string;
  /** @example "anakin" */
  username: string;
}

export class ForgottenPassword {
  /** @example "a.skywalker@deathstar.im" */
  @EmailAddress()
  email: string;
}

export class PasswordResetInput {
  /** From the mail: good for 15 minutes and one use. @example "f3Jr0l5cYhYp0z8m1mJmQ0g2mE0v9b1K" */
  @MailedToken()
  token: string;

  /** 8 to 128 characters; not one of the common ones, no sequence or repetition, nor your username, your email or the name of the shop, with or without a number. @example "onlydarkside" */
  @IsString()
  @MaxLength(128)
  password: string;
}

export class SessionDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  uuid: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** When its tokens were last renewed. @example "2026-11-21T08:30:00.000Z" */
  last_used: string;
  /** @example "Mozilla/5.0" */
  user_agent: string;
  /** IP address of the sign-in. @example "203.0.113.7" */
  address: string;
  /** Whether this very request belongs to it. @example true */
  current: boolean;
}
