import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds that the sender's clock may be off; what is older may be a replay. */
const tolerance = 300;

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, as Stripe signs. */
export function signed(raw: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  return `t=${at},v1=${mac(raw, secret, String(at))}`;
}

export function isSigned(raw: string, header: string | string[] | undefined, secret: string): boolean {
  const [, time = '', given = ''] = /^t=(\d{1,12}),v1=([\da-f]{64})$/.exec(String(header ?? '')) ?? [];
  if (!given || Math.abs(Date.now() / 1000 - Number(time)) > tolerance) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(mac(raw, secret, time)));
}

const mac = (raw: string, secret: string, time: string): string =>
  createHmac('sha256', secret).update(`${time}.${raw}`).digest('hex');
