import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { dayOf, daysAfter, startOfDay, useTimeZone } from '../src/config/calendar.js';
import { day } from '../src/mail-templates/format.js';
import { aCustomer } from './factories/index.js';
import { deliver, paidOrder, ship } from './support/deliveries.js';
import { aProduct } from './factories/index.js';
import { anOrder, issueAt } from './support/invoices.js';
import { type Ask, useShop } from './support/shop.js';

describe('a day of the shop', () => {
  afterEach(() => useTimeZone('UTC'));

  it.each([
    ['UTC', '2026-12-31T23:30:00Z', '2026-12-31'],
    ['Europe/Warsaw', '2026-12-31T23:30:00Z', '2027-01-01'],
    ['America/New_York', '2027-01-01T04:59:59.999Z', '2026-12-31'],
    ['Asia/Kolkata', '2026-11-30T18:30:00Z', '2026-12-01'],
    ['Pacific/Kiritimati', '2026-11-30T10:00:00Z', '2026-12-01'],
    ['Asia/Tehran', '2027-03-20T20:29:59Z', '2027-03-20'],
  ])('%s: %s is on %s', (zone, moment, expected) => {
    useTimeZone(zone);
    expect(dayOf(new Date(moment))).toBe(expected);
  });

  it.each([
    ['UTC', '2026-12-01', '2026-12-01T00:00:00.000Z'],
    ['Europe/Warsaw', '2026-12-01', '2026-11-30T23:00:00.000Z'],
    // The clocks change within these days, or at their very start.
    ['Europe/Warsaw', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Warsaw', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['Europe/Warsaw', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-12-01', '2026-11-30T10:00:00.000Z'],
    ['Etc/GMT+12', '2026-12-01', '2026-12-01T12:00:00.000Z'],
  ])('%s: %s begins at %s', (zone, date, expected) => {
    useTimeZone(zone);
    expect(startOfDay(date).toISOString()).toBe(expected);
  });

  it('is counted without the clock', () => {
    expect([daysAfter('2026-12-20', 14), daysAfter('2028-02-28', 1)]).toEqual(['2027-01-03', '2028-02-29']);
  });

  it('is the one in mails', () => {
    useTimeZone('Europe/Warsaw');
    expect(day('2026-12-31T23:30:00.000Z')).toBe('1 January 2027');
  });

  it('does not depend on the zone of the machine', async () => {
    const code = `import { dayOf, startOfDay, useTimeZone } from './src/config/calendar.ts';
      useTimeZone('Europe/Warsaw');
      console.log(new Date(2026, 0, 1).getHours(), new Date('2026-01-01T00:00').toISOString(),
        dayOf(new Date('2026-12-31T23:30:00Z')), startOfDay('2026-10-26').toISOString());`;
    const env = { ...process.env, TZ: 'America/New_York' };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--experimental-strip-types', '--input-type=module', '-e', code],
      { env },
    );
    expect(stdout.trim()).toBe('0 2026-01-01T05:00:00.000Z 2027-01-01 2026-10-25T23:00:00.000Z');
  });
});

it.each(['Warsaw', '+01:00', 'UTC+1', 'Europe/Warszawa'])('calendar: %s is no time zone', (zone) => {
  expect(() => Config.read({ SHOP_TIME_ZONE: zone })).toThrow('SHOP_TIME_ZONE must be a time zone of IANA');
});

it.each(['UTC', 'Europe/Warsaw', 'Europe/Kyiv', 'America/Argentina/Buenos_Aires'])('calendar: %s is one', (zone) => {
  expect(Config.read({ SHOP_TIME_ZONE: zone }).settings().SHOP_TIME_ZONE).toBe(zone);
});

describe('a shop in Warsaw', () => {
  const shop = useShop({ SHOP_TIME_ZONE: 'Europe/Warsaw' });
  let manager: Ask, support: Ask, who: Ask;

  beforeAll(async () => {
    manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    support = { token: (await aCustomer(shop, 'support')).token };
    who = { token: (await aCustomer(shop)).token };
  });

  it('numbers an invoice of 00:30 on 1 January in the new year', async () => {
    const { order, token } = await anOrder(shop);
    const { number } = await issueAt(shop, order, '2030-12-31T23:30:00Z');
    expect(number).toBe('INV-2031-000001');
    const { body } = await shop.get(`/api/orders/${order}/invoice`, { token });
    expect(body).toMatchObject({ number, issued: '2030-12-31T23:30:00.000Z' });
    const xml = await shop.get<unknown>(`/api/orders/${order}/invoice.xml`, { token });
    expect(xml.body).toContain('<cbc:IssueDate>2031-01-01</cbc:IssueDate>');
  });

  it('takes coupons for whole days, the last one included', async () => {
    const coupon = (values: object) =>
      shop.post('/api/admin/coupons', { ...manager, body: { percent: 100, ...values } });
    expect((await coupon({ code: 'WINTER', starts: '2026-10-25', ends: '2026-11-30' })).body).toMatchObject({
      starts: '2026-10-24T22:00:00.000Z',
      ends: '2026-11-30T23:00:00.000Z',
    });
    expect((await coupon({ code: 'ONEDAY', starts: '2026-03-29', ends: '2026-03-29' })).body).toMatchObject({
      starts: '2026-03-28T23:00:00.000Z',
      ends: '2026-03-29T22:00:00.000Z',
    });
    expect((await coupon({ code: 'FOREVER', ends: '9999-12-31' })).status).toBe(201);
    for (const ends of ['2026-02-30', '30.11.2026', '2026-11'])
      expect((await coupon({ code: 'WRONG', ends })).body).toMatchObject({ code: 4000 });
  });

  it('takes returns until the last day of the period ends', async () => {
    const { uuid } = await aProduct(shop);
    const order = await paidOrder(shop, who, [{ uuid }]);
    await deliver(shop, support, order, await ship(shop, support, order));
    const { body } = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who);
    const request = () =>
      shop.post(`/api/orders/${order}/returns`, {
        ...who,
        body: {
          reason: 'too small',
          lines: [{ order_product_uuid: body.products[0]?.order_product_uuid, quantity: 1 }],
        },
      });
    const deliveredAt = (days: number, time: string) =>
      shop.rows(
        `update shipments set delivered_at = ((now() at time zone 'Europe/Warsaw')::date - ?::int + ?::time) at time zone 'Europe/Warsaw'`,
        [days, time],
      );
    await deliveredAt(15, '23:59:59');
    expect((await request()).body).toMatchObject({ code: 1107 });
    await deliveredAt(14, '00:00:01');
    expect((await request()).status).toBe(201);
  });
});
