import { isISO31661Alpha2 } from 'class-validator';

/** Kosovo has no code of ISO 3166-1; this one, of those that it leaves to its users, is everybody's. */
const kosovo = 'XK';

/** Whether it is an ISO 3166-1 alpha-2 code, or that of Kosovo, in capitals: a dotless `ı` has the capital `I`, too. */
export const isCountryCode = (code: unknown): boolean =>
  code === kosovo || (typeof code === 'string' && /^[A-Z]{2}$/.test(code) && isISO31661Alpha2(code));
