import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { Unavailable, ValidationFailed } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';

/** OWASP's second recommendation for argon2id (the library's default algorithm): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const maxWaiting = 200;

/** Hashing takes 19 MiB and a core for some 20 ms, so few hashes run at once, and the queue is bounded. */
@Injectable()
export class PasswordHasher {
  /** Loaded with the first new password: until then its memory is not needed. */
  private common?: Promise<Set<string>>;
  /** Two more than there are cores, so that no core waits between two hashes. */
  private readonly limit = pLimit(availableParallelism() + 2);
  /** Compared with where no account exists, so that the time of an answer tells nothing. */
  private readonly dummyHash = this.hash(randomBytes(16).toString('hex'));

  constructor(private readonly config: Config) {}

  /** Hashes a password that somebody has chosen. @throws ValidationFailed */
  async hashNew(password: string): Promise<string> {
    await this.assertAcceptable(password);
    return this.hash(password);
  }

  hash(password: string): Promise<string> {
    return this.withLimit(() => hash(password, cost));
  }

  /** Does the same work whether or not there is a hash to compare with. */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    const against = hashed ?? (await this.dummyHash);
    const isSame = await this.withLimit(() => verify(against, password));
    return isSame && hashed !== null;
  }

  private async assertAcceptable(password: string): Promise<void> {
    this.common ??= commonPasswords();
    const minLength = this.config.get('PASSWORD_MIN_LENGTH');
    const errors: string[] = [];
    if (password.length < minLength) errors.push(`password must have at least ${minLength} characters`);
    if ((await this.common).has(password.toLowerCase())) errors.push('password is one of the most common ones');
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
