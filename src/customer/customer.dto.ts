import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { EmailAddress, EmptyablePersonName, EmptyableText, Username } from '../common/text/canonical.js';

/** The profile of a customer. */
export class ProfileInput {
  /** Unique, compared without case. One with an `@` must be one's own email. @example "anakin" */
  @Username()
  username: string;

  /** Unique, compared without case. @example "a.skywalker@deathstar.im" */
  @EmailAddress()
  email: string;

  /** @example "lord_anakin" */
  @IsOptionalNotNull()
  @EmptyablePersonName(150)
  first_name?: string;

  /** @example "" */
  @IsOptionalNotNull()
  @EmptyablePersonName(150)
  last_name?: string;

  /** @example "" */
  @IsOptionalNotNull()
  @EmptyableText(40)
  phone?: string;

  /** @example "" */
  @IsOptionalNotNull()
  @EmptyableText(100)
  city?: string;
}

export class ProfileChanged {
  /** @example "anakin" */
  username: string;
  /** @example "lord_anakin" */
  first_name: string;
  /** @example "" */
  last_name: string;
  /** @example "a.skywalker@deathstar.im" */
  email: string;
  /** @example "" */
  phone: string;
  /** @example "" */
  city: string;
}

export class Profile extends ProfileChanged {
  /** @example "a860895f-788d-4bb2-baa7-06c263ed8754" */
  uuid: string;
}

export class GuestToken {
  /** A secret: it gives access to the bucket. @example "395bce87-0edd-4834-9063-a36311e2f81f" */
  guest_token: string;
}
