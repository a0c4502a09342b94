import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { createHash } from 'node:crypto';
import { v4, validate } from 'uuid';
import { TokenInvalid } from './auth.errors.js';

export const accessTokenSeconds = 600;
export const refreshTokenSeconds = 30 * 24 * 3600;

type TokenType = 'access' | 'refresh';

export interface Claims {
  /** The customer's uuid. */
  sub: string;
  /** The session's uuid. */
  sid: string;
  typ: TokenType;
  /** Seconds since 1970. */
  exp: number;
}

/** Signed tokens (RFC 7519, HS256) that name a session. What the session may do is asked of the database. */
@Injectable()
export class TokenService {
  constructor(private readonly jwt: JwtService) {}

  refresh(customer: string, session: string): string {
    return this.sign({ sub: customer, sid: session, typ: 'refresh' }, refreshTokenSeconds);
  }

  /** @param iat seconds since 1970 by the clock of the database, by which it expires */
  access(customer: string, session: string, iat: number): string {
    return this.sign({ sub: customer, sid: session, typ: 'access', iat }, accessTokenSeconds);
  }

  /** Whether it has expired is asked of the database, as in the guard. @throws TokenInvalid for one that is forged or of another type */
  readAccess(token: string): Claims {
    return this.read(token, 'access', true);
  }

  /** @throws TokenInvalid for one that is forged, expired, or of another type */
  readRefresh(token: string): Claims {
    return this.read(token, 'refresh');
  }

  /** The session that a token was given to, also where it is expired; undefined for one that is not of this customer. */
  sessionOf(token: string | undefined, customer: string): string | undefined {
    try {
      const claims = token && this.jwt.verify<Claims>(token, { ignoreExpiration: true });
      return claims && claims.sub === customer ? claims.sid : undefined;
    } catch {
      return undefined;
    }
  }

  private read(token: string, type: TokenType, ignoreExpiration = false): Claims {
    try {
      return assertType(this.jwt.verify<Claims>(token, { ignoreExpiration }), type);
    } catch (error) {
      throw error instanceof TokenInvalid ? error : new TokenInvalid();
    }
  }

  private sign(claims: Omit<Claims, 'exp'> & { iat?: number }, expiresIn: number): string {
    return this.jwt.sign({ ...claims, jti: v4() }, { expiresIn });
  }
}

/** @throws TokenInvalid */
export function assertType(claims: Claims, expected: TokenType): Claims {
  if (!validate(claims.sid)) throw new TokenInvalid();
  if (claims.typ !== expected) throw new TokenInvalid({ expected, given: claims.typ });
  return claims;
}

/** What the database keeps of a token: whoever steals the table cannot use it. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
