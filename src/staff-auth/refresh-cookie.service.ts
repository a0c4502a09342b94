import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config/config.js';

export const refreshCookie = 'magazin_refresh';

/** Holds the refresh token of the dashboard where no script can read it, and where no other address of the shop receives it. */
@Injectable()
export class RefreshCookieService {
  constructor(private readonly config: Config) {}

  read({ headers }: FastifyRequest): string | undefined {
    return parseCookie(headers.cookie ?? '')[refreshCookie] || undefined;
  }

  set(reply: FastifyReply, refreshToken: string): void {
    this.write(reply, refreshToken, this.config.get('STAFF_SESSION_HOURS') * 3_600);
  }

  clear(reply: FastifyReply): void {
    this.write(reply, '', 0);
  }

  private write(reply: FastifyReply, value: string, maxAge: number): void {
    const isHttps = reply.request.protocol === 'https' || this.config.get('PUBLIC_URL').startsWith('https:');
    const cookie = stringifySetCookie({
      name: refreshCookie,
      value,
      maxAge,
      path: `${this.config.publicPath}/api/admin/session`,
      httpOnly: true,
      sameSite: 'strict',
      secure: isHttps,
    });
    void reply.header('Set-Cookie', cookie);
  }
}
