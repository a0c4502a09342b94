import { PassportStrategy } from '@nestjs/passport';
import type { KeyObject } from 'node:crypto';
import { Strategy } from 'passport-jwt';
import type { ApiContracts } from '../common/http/api-contracts.js';
import { algorithm, issuer } from './signing-key.js';
import { assertType, type Claims } from './token.service.js';

/**
 * Proves signature, issuer and audience of an access token (RFC 7519, HS256), found where the contract of the address
 * expects it. Passport keeps one strategy per process, so it asks no database: the guard asks for the session, and
 * whether the token has expired by the database's clock, as those of two processes may differ by minutes.
 */
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(key: KeyObject, contracts: ApiContracts) {
    super({
      jwtFromRequest: ({ url = '', headers }) => contracts.forUrl(url).tokenOf(headers) ?? null,
      secretOrKeyProvider: (_request, _token, done) => done(null, key as never),
      algorithms: [algorithm],
      issuer,
      audience: issuer,
      ignoreExpiration: true,
    });
  }

  /** @throws TokenInvalid for a token of another type */
  validate(claims: Claims): Claims {
    return assertType(claims, 'access');
  }
}
