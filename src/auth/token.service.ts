import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { createHash } from 'node:crypto';
import { v4, validate } from 'uuid';
import { TokenInvalid } from './auth.errors.js';

export const accessSeconds = 600;
export const refreshSeconds = 30 * 24 * 3600;

type TokenType = 'access' | 'refresh';

export interface Claims {
  /** The customer's uuid. */
  sub: string;
  /** The session's uuid. */
  sid: string;
  typ: TokenType;
}

interface Verified extends Claims {
  /** Seconds since 1970. */
  exp: number;
}

const mostVerified = 5_000;

/** Signed proofs (RFC 7519, HS256) that name a session. What the session may do is asked of the database. */
@Injectable()
export class TokenService {
  /** Tokens that were found good: a signature does not turn bad, only time and the session do. */
  private readonly verified = new Map<string, Verified>();

  constructor(private readonly jwt: JwtService) {}

  pair(customer: string, session: string) {
    return {
      access: this.access(customer, session),
      refresh: this.sign({ sub: customer, sid: session, typ: 'refresh' }, refreshSeconds),
      expires_in: accessSeconds,
    };
  }

  access(customer: string, session: string): string {
    return this.sign({ sub: customer, sid: session, typ: 'access' }, accessSeconds);
  }

  /** @throws TokenInvalid for a token that is forged, expired, or of the other type */
  read(token: string, type: TokenType): Claims {
    const claims = this.verify(token);
    if (!validate(claims.sid)) throw new TokenInvalid();
    if (claims.typ !== type) throw new TokenInvalid({ expected: type, given: claims.typ });
    return claims;
  }

  /** @throws TokenInvalid */
  private verify(token: string): Verified {
    const known = this.verified.get(token);
    if (known && known.exp > Date.now() / 1000) return known;
    try {
      const claims = this.jwt.verify<Verified>(token);
      if (this.verified.size >= mostVerified) this.verified.clear();
      this.verified.set(token, claims);
      return claims;
    } catch {
      throw new TokenInvalid();
    }
  }

  private sign(claims: Claims, expiresIn: number): string {
    return this.jwt.sign({ ...claims, jti: v4() }, { expiresIn });
  }
}

/** What is kept of a refresh token: a thief of the database cannot use it. */
export const fingerprint = (token: string): string => createHash('sha256').update(token).digest('hex');
