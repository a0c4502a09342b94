import { isISO31661Alpha2 } from 'class-validator';

/** Kosovo has no code of ISO 3166-1; this one, of those that it leaves to its users, is everybody's. */
const kosovo = 'XK';

/** Whether it is an ISO 3166-1 alpha-2 code, or that of Kosovo. */
export const isCountryCode = (code: unknown): boolean => code === kosovo || isISO31661Alpha2(code);
