import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { Unavailable, ValidationFailed } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { senderOf } from '../mail/sender.js';
import { Settings } from '../settings/settings.js';
import { canonicalPassword, namesOf, type PasswordOwner, weaknessesOf } from './password-rules.js';

/**
 * OWASP's second recommendation for argon2id (the library's default algorithm): 19 MiB, two passes, one lane. A provider, so
 * that no variable can lower it and the specs can.
 */
export class HashingCost {
  readonly memoryCost: number = 19_456;
  readonly timeCost: number = 2;
  readonly parallelism: number = 1;
}

const maxWaiting = 200;

/** Hashing takes 19 MiB and a core for some 20 ms, so few hashes run at once, and the queue is bounded. */
@Injectable()
export class PasswordHasher {
  /** Loaded with the first new password: until then its memory is not needed. */
  private common?: Promise<Set<string>>;
  /** Two more than there are cores, so that no core waits between two hashes. */
  private readonly limit = pLimit(availableParallelism() + 2);
  /** Compared with where no account exists, so that the time of an answer tells nothing. */
  private readonly dummyHash: Promise<string>;

  constructor(
    private readonly config: Config,
    private readonly settings: Settings,
    private readonly cost: HashingCost,
  ) {
    this.dummyHash = this.hash(randomBytes(16).toString('hex'));
  }

  /** Hashes a password that somebody has chosen. @throws ValidationFailed */
  async hashNew(password: string, owner: PasswordOwner): Promise<string> {
    await this.assertAcceptable(password, owner);
    return this.hash(password);
  }

  hash(password: string): Promise<string> {
    return this.withLimit(() => hash(canonicalPassword(password), this.cost));
  }

  /** Does the same work whether or not there is a hash to compare with. */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    const against = hashed ?? (await this.dummyHash);
    // Older hashes are of what was typed.
    for (const form of new Set([canonicalPassword(password), password]))
      if (await this.withLimit(() => verify(against, form))) return hashed !== null;
    return false;
  }

  private async assertAcceptable(password: string, owner: PasswordOwner): Promise<void> {
    this.common ??= commonPasswords();
    const shop = [senderOf(this.config, this.settings).name, this.settings.get('SELLER_NAME')];
    const errors = weaknessesOf(password, {
      minLength: this.config.get('PASSWORD_MIN_LENGTH'),
      common: await this.common,
      names: [...namesOf(owner), ...shop],
    });
    if (errors.length > 0) throw new ValidationFailed([{ field: 'password', errors }]);
  }

  private async withLimit<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.limit.pendingCount >= maxWaiting) throw new Unavailable(null, 2);
    return this.limit(work);
  }
}

async function commonPasswords(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
