import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { MailedToken } from '../customer/mailed-token.js';
import { EmailAddress } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ProfileInput } from '../customer/customer.dto.js';

export class ProfileChangeInput extends ProfileInput {
  /** Yours: only to change the email or the username more than 15 minutes after you signed in; renewed tokens do not count as a sign-in. @example "onlydarkside" */
  @IsOptionalNotNull()
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  password?: string;
}

export class AccountEmail {
  /** Unique, compared without case. @example "a.skywalker@deathstar.im" */
  @EmailAddress()
  email: string;
}

export class EmailTokenInput {
  /** From the mail. @example "f3Jr0l5cYhYp0z8m1mJmQ0g2mE0v9b1K" */
  @MailedToken()
  token: string;
}
