import { describe, expect, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { StartError } from '../src/config/start-error.js';
import { type MailData, mailKinds, render } from '../src/mail-templates/templates.js';

const evil = 'Banana <script>alert("1")</script>';

const parcel = { carrier: evil, tracking_number: evil, lines: [{ name: evil, quantity: 1 }], currency: 'EUR' };

/** Markup in every value that customers or staff enter. */
const data: MailData = {
  order_confirmation: {
    number: 'M100001',
    date: '2026-11-21T08:00:00.000Z',
    lines: [{ name: evil, quantity: 2, sum: '6000.00' }],
    subtotal: '6000.00',
    shipping: '4.90',
    discount: '0.00',
    tax: '958.77',
    total: '6004.90',
    currency: 'EUR',
    payment: 'cash',
    shipping_address: { first_name: evil, last_name: evil, address: evil, post_code: evil, city: evil, country: 'DE' },
    track_url: 'https://shop.example/orders?a=1&b="2"',
  },
  payment_failed: {
    number: 'M100001',
    reason: evil,
    total: '1.00',
    currency: 'EUR',
    retry_url: 'https://shop.example/',
  },
  shipped: {
    number: 'M100001',
    carrier: evil,
    tracking_number: evil,
    tracking_url: 'javascript:alert(1)',
    lines: [{ name: evil, quantity: 1 }],
    track_url: null,
  },
  canceled: { number: 'M100001', total: '1.00', currency: 'EUR', refunded: false },
  units_canceled: {
    number: 'M100001',
    lines: [{ name: evil, quantity: 1 }],
    reason: evil,
    refund: '1.00',
    currency: 'EUR',
  },
  parcel_lost: { number: 'M100001', ...parcel, reshipped: true, refund: null },
  parcel_returned: { number: 'M100001', ...parcel, reshipped: false, refund: '1.00', refused: true },
  refunded: { number: 'M100001', amount: '1.00', currency: 'EUR', credit_note: evil },
  password_reset: { username: evil, token: evil, url: null, minutes: 30 },
  password_changed: {},
  order_claim: { username: evil, token: evil, url: null, hours: 24 },
  staff_invitation: { inviter: evil, role: evil, token: evil, url: null, hours: 72 },
  welcome: { token: evil, url: null, hours: 168 },
  email_changed: { token: evil, url: 'javascript:alert(1)', hours: 48 },
  email_confirmation: { token: evil, url: null, hours: 168 },
  ticket_received: { number: 'T-100001', url: 'javascript:alert(1)', path: '/api/support/t/AZ' },
  ticket_answered: { number: 'T-100001', text: `${evil}\n\n${evil}`, url: 'https://shop.example/t', path: '/t' },
  ticket_message: { number: 'T-100001', subject: evil, text: evil },
  restock_confirmation: {
    product: evil,
    confirm_url: 'https://shop.example/?a=1&b="2"',
    unsubscribe_url: 'https://shop.example/?a=1&b="2"',
  },
  back_in_stock: {
    product: evil,
    price: '1.00',
    currency: 'EUR',
    product_url: 'javascript:alert(1)',
    unsubscribe_url: 'https://shop.example/?a=1&b="2"',
  },
  price_drop: {
    items: [{ name: evil, before: '2.00', price: '1.00', product_url: 'https://shop.example/' }],
    currency: 'EUR',
    unsubscribe_url: 'https://shop.example/?a=1&b="2"',
  },
  bucket_reminder: {
    lines: [{ name: evil, quantity: 2, sum: '2.00' }],
    currency: 'EUR',
    unsubscribe_url: 'https://shop.example/?a=1&b="2"',
  },
};

describe('mail text', () => {
  it.each(mailKinds)('escapes markup in its data: %s', (kind) => {
    const { subject, html, text } = render('A <b> B', kind, data[kind]);
    expect(html).not.toMatch(/<script|<b>|javascript:/);
    expect(html).toContain('A &#60;b&#62; B');
    expect(html.match(/max-width:\d+px/g)).toEqual(['max-width:600px']);
    expect(`${subject}${html}${text}`).not.toMatch(/undefined|null|NaN|\[object/);
    expect(text).not.toMatch(/<(?!script|\/script|b>)|&#/);
  });

  it('is the same as HTML and as plain text', () => {
    const { subject, html, text } = render('Magazin', 'order_confirmation', data.order_confirmation);
    expect(subject).toBe('Your order M100001');
    expect(html).toContain('href="https://shop.example/orders?a=1&#38;b=&#34;2&#34;"');
    expect(text).toContain('View your order: https://shop.example/orders?a=1&b="2"');
    for (const shown of ['€6,004.90', '€4.90', '€958.77', '21 November 2026', 'Cash on delivery'])
      expect([html, text].map((version) => version.includes(shown))).toEqual([true, true]);
    expect(text).not.toContain('Discount');
  });
});

describe('mail configuration', () => {
  it.each(['http://mail.example', 'smtp://', 'smtp://a b', 'smtp://user:s#cret@mail', 'smtp://user:s%zz@mail'])(
    'rejects SMTP_URL=%s without repeating it',
    (url) => {
      expect(() => Config.read({ SMTP_URL: url })).toThrow(StartError);
      expect(() => Config.read({ SMTP_URL: url })).toThrow(/^wrong configuration: SMTP_URL must be an smtp[^@]*$/);
    },
  );

  it.each(['smtp://localhost', 'smtps://me:p%40ss@mail.example:465?pool=false', 'smtp://[::1]:1025/'])(
    'accepts SMTP_URL=%s',
    (url) => {
      expect(Config.read({ SMTP_URL: url }).get('SMTP_URL')).toBe(url);
    },
  );

  it('accepts only addresses for MAIL_FROM', () => {
    for (const from of ['shop@a.example', 'A B <shop@a.example>'])
      expect(Config.read({ MAIL_FROM: from }).get('MAIL_FROM')).toBe(from);
    for (const from of ['shop', 'A <shop>', 'a@b.example, c@d.example', 'A <a@b.example> B'])
      expect(() => Config.read({ MAIL_FROM: from })).toThrow(StartError);
  });
});
