import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with the parameters that every app knows. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 };
/** Steps that a clock may be off, either way. */
const window = 1;

/** 160 bits, as long as the hash (RFC 4226). */
export const newSecret = (): Uint8Array => new Secret({ size: 20 }).bytes;

export const base32 = (secret: Uint8Array): string => new Secret({ buffer: bufferOf(secret) }).base32;

/** What a QR code for an app holds. */
export const otpauthUri = (secret: Uint8Array, issuer: string, label: string): string => {
  // A colon separates the two.
  const [shop, account] = [issuer, label].map((text) => text.replaceAll(':', ' '));
  return new TOTP({ ...parameters, secret: secretOf(secret), issuer: shop, label: account }).toString();
};

/** The step whose code this is; undefined for a wrong one. @param now in milliseconds */
export function stepOf(code: string, secret: Uint8Array, now: number): number | undefined {
  const delta = TOTP.validate({ ...parameters, token: code, secret: secretOf(secret), timestamp: now, window });
  return delta === null ? undefined : TOTP.counter({ period: parameters.period, timestamp: now }) + delta;
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

const secretOf = (bytes: Uint8Array): Secret => new Secret({ buffer: bufferOf(bytes) });
