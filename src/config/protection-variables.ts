import { flag, integer, matching, oneOf } from './variables.js';

/** What strangers may see, how long they may keep the shop waiting, and how much they may hold. 0 is no limit. */
export const protectionVariables = (production: boolean) => ({
  ACCEPT_INCOMPLETE: flag(
    false,
    'production starts although orders cannot be paid, shipped or confirmed, or with the mock provider alone: what is missing is a warning then',
    '0',
  ),
  API_DOCS: oneOf(
    ['open', 'customers', 'closed'],
    production ? 'customers' : 'open',
    'who may read `/docs`; `customers` leaves out the document of staff',
    '`open`; `customers` in production',
  ),
  METRICS: oneOf(
    ['open', 'local', 'closed'],
    production ? 'local' : 'open',
    'who may read `/metrics` without `METRICS_TOKEN`; `local` is this machine, without a proxy in between',
    '`open`; `local` in production',
  ),
  METRICS_TOKEN: matching(
    '',
    /^[\w.~+/=-]{16,}$/,
    'must have at least 16 characters of a bearer token',
    'opens `/metrics` to who sends it as `Authorization: Bearer …`, and to nobody else',
    'none: `METRICS` decides',
  ),
  BODY_TIMEOUT_SECONDS: integer(
    20,
    1,
    600,
    'seconds within which a request must have arrived, its headers too; of an upload, the longest pause',
  ),
  UPLOAD_TIMEOUT_SECONDS: integer(300, 1, 3_600, 'the same for uploads of pictures and CSV files'),
  SMTP_TLS: oneOf(
    ['required', 'optional'],
    'required',
    'whether mails are sent without STARTTLS where an `smtp://` server offers none; one on this machine needs none',
  ),
  OPEN_ORDER_LIMIT: integer(
    10,
    0,
    1_000_000,
    'orders of a guest, or that were confirmed for one email, that may wait for their payment or be unpaid cash orders nobody has begun to ship; ten times as many of an account (0: no limit)',
  ),
  OPEN_UNIT_LIMIT: integer(
    100,
    0,
    1_000_000,
    'units of one product in these orders; ten times as many of an account (0: no limit)',
  ),
  OPEN_ORDER_LIMIT_PER_ADDRESS: integer(
    production ? 200 : 0,
    0,
    1_000_000,
    'such orders of all guests of one IP address (IPv6: a /64) together; their units may be five times `OPEN_UNIT_LIMIT` (0: no limit on both)',
    '0; 200 in production',
  ),
  GUEST_CASH_CONFIRMATION_HOURS: integer(
    24,
    0,
    720,
    'hours within which a guest confirms a cash order by the link in its mail, or it is canceled; without `PUBLIC_URL` the mail shows the path (0: no confirmation)',
  ),
  COUPON_FAILURE_LIMIT: integer(
    10,
    0,
    1_000_000,
    'unknown coupon codes that a customer or guest may try in 15 minutes, and coupons that are refused for the email of somebody else (0: no limit)',
  ),
  COUPON_FAILURE_LIMIT_PER_ADDRESS: integer(200, 0, 1_000_000, 'the same for an IP address (IPv6: a /64)'),
  DECLINED_PAYMENT_LIMIT: integer(
    10,
    0,
    1_000_000,
    'declined payments of a customer or guest in an hour, over all orders (0: no limit)',
  ),
  DECLINED_PAYMENT_LIMIT_PER_ADDRESS: integer(
    production ? 100 : 0,
    0,
    1_000_000,
    'the same for an IP address (IPv6: a /64)',
    '0; 100 in production',
  ),
  GUEST_LIMIT_PER_ADDRESS: integer(
    production ? 300 : 0,
    0,
    1_000_000,
    'guests that requests from one IP address (IPv6: a /64) may create in an hour; a front end that calls for its visitors belongs into `TRUST_PROXY` (0: no limit)',
    '0; 300 in production',
  ),
});
