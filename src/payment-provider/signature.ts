import { createHmac, timingSafeEqual } from 'node:crypto';

/** An older signature may be a replay; the sender's clock may be fast or slow by as much. */
const toleranceSeconds = 300;

/** Stripe's format: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
export function sign(raw: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  return `t=${at},v1=${mac(raw, secret, String(at))}`;
}

export function hasValidSignature(
  raw: string,
  header: string | string[] | undefined,
  secret: string,
  now: Date,
): boolean {
  const [, time = '', signature = ''] = /^t=(\d{1,12}),v1=([\da-f]{64})$/.exec(String(header ?? '')) ?? [];
  if (!signature || Math.abs(now.getTime() / 1000 - Number(time)) > toleranceSeconds) return false;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(mac(raw, secret, time)));
}

const mac = (raw: string, secret: string, time: string): string =>
  createHmac('sha256', secret).update(`${time}.${raw}`).digest('hex');
