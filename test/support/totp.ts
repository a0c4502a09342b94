import { Secret, TOTP } from 'otpauth';
import type { SignedIn } from '../factories/index.js';
import type { Answer, Shop } from './shop.js';

export const secondFactorUrl = '/api/admin/me/second-factor';

/** The code of the app; the shop accepts those of the step before and after, too. */
export const codeOf = (secret: string, steps = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 });

/** None that is right now, or close to it. */
export const wrongCodeOf = (secret: string): string => {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? '';
};

/** Sets a second factor up; the code that confirmed it may be used once more, so that tests need not wait for the next. */
export async function setUpSecondFactor(
  shop: Shop,
  { token, password, uuid }: Pick<SignedIn, 'token' | 'password' | 'uuid'>,
) {
  const { body } = await shop.post<{ secret: string; uri: string }>(secondFactorUrl, { token, body: { password } });
  const confirmed: Answer<{ recovery_codes: string[] }> = await shop.put(secondFactorUrl, {
    token,
    body: { code: codeOf(body.secret) },
  });
  await shop.rows(
    'update second_factors set last_step = null from customers where customers.id = customer_id and uuid = ?',
    [uuid],
  );
  return { ...body, status: confirmed.status, codes: confirmed.body.recovery_codes };
}
