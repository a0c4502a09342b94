import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Unavailable, ValidationFailed } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';

/** OWASP's second recommendation for argon2id (the library's default algorithm): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const mostWaiting = 200;

/** Hashing costs 19 MiB and a core for some 20 ms, so few run at once, and the queue is bounded. */
@Injectable()
export class PasswordHasher {
  /** Loaded with the first new password: until then its memory is not needed. */
  private common?: Promise<Set<string>>;
  private readonly waiting: (() => void)[] = [];
  /** Two more than there are cores: so none of them waits until it is handed the next. */
  private free = availableParallelism() + 2;
  /** Compared with when the account does not exist, so that the time of an answer tells nothing. */
  private readonly nobodys = this.hash(randomBytes(16).toString('hex'));

  constructor(private readonly config: Config) {}

  /** @throws ValidationFailed */
  async check(password: string): Promise<void> {
    this.common ??= commonPasswords();
    const least = this.config.get('PASSWORD_MIN_LENGTH');
    const errors: string[] = [];
    if (password.length < least) errors.push(`password must have at least ${least} characters`);
    if ((await this.common).has(password.toLowerCase())) errors.push('password is one of the most common ones');
    if (errors.length > 0) throw new ValidationFailed([{ field: 'password', errors }]);
  }

  /** Of a password that somebody has chosen. @throws ValidationFailed */
  async hashNew(password: string): Promise<string> {
    await this.check(password);
    return this.hash(password);
  }

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, cost));
  }

  /** The same work whether or not there is a hash to compare with. */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    const against = hashed ?? (await this.nobodys);
    const same = await this.inTurn(() => verify(against, password));
    return same && hashed !== null;
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free--;
    else if (this.waiting.length >= mostWaiting) throw new Unavailable(null, 2);
    else await new Promise<void>((go) => this.waiting.push(go));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}

async function commonPasswords(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
