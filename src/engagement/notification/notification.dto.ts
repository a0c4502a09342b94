import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../../common/text/is-optional-not-null.js';
import type { ConsentSource } from './contact.entity.js';
import { EmailAddress } from '../../common/text/canonical.js';

export class NotifyInput {
  /** Where to write; mandatory without an account. Customers are written to at the address of their account. @example "max.mustermann@email.com" */
  @IsOptionalNotNull()
  @EmailAddress()
  email?: string;
}

export class NotifyResult {
  /** `subscribed`: we write to your account's address. `confirmation_needed`: we ask the address to confirm first. */
  status: 'subscribed' | 'confirmation_needed';
}

export class PreferencesInput {
  /** Whether you agree to the consent text: without it there are no price drops and no bucket reminders. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  marketing?: boolean;

  /** Mails about lower prices of products on your wishlist. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  price_drops?: boolean;

  /** Mails about a bucket that was left for a day. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  bucket_reminders?: boolean;

  /** Mails about products that you asked for. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  back_in_stock?: boolean;

  /** Version of the consent text that was shown; if given, it must be the current one. @example "2026-11-27" */
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(20)
  consent_version?: string;
}

export class Consent {
  /** @example true */
  granted: boolean;
  /** When, ISO 8601 in UTC. @example "2026-11-27T08:00:00.000Z" */
  at: string;
  /** How: `preferences`, when a mail was asked for (`notify`), or by the `link` of a mail. @example "preferences" */
  source: ConsentSource;
  /** Version of the text that was agreed to; null where it was withdrawn. @example "2026-11-27" */
  version: string | null;
  /** The words that were agreed to; null where it was withdrawn. @example "Yes, send me emails…" */
  text: string | null;
}

export class ConsentText {
  /** @example "2026-11-27" */
  version: string;
  /** @example "Yes, send me emails…" */
  text: string;
}

export class Preferences {
  /** @example false */
  marketing: boolean;
  /** @example true */
  price_drops: boolean;
  /** @example true */
  bucket_reminders: boolean;
  /** @example true */
  back_in_stock: boolean;
  /** The latest record of `marketing`; null if there was never one. */
  consent: Consent | null;
  /** To show beside the choice. */
  consent_text: ConsentText;
}
