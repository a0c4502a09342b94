/** What the simulated shop sells: several tax rates, prices that do not divide evenly, one product that runs out. */
export const products = [
  { name: 'Mug', price: '3.33', tax_rate: 1900, stock: 100_000 },
  { name: 'Bread', price: '0.99', tax_rate: 700, stock: 100_000 },
  { name: 'Book', price: '10.50', tax_rate: 500, stock: 100_000 },
  { name: 'Lamp', price: '123.00', tax_rate: 2300, stock: 100_000 },
  { name: 'Medicine', price: '7.77', tax_rate: 800, stock: 100_000 },
  { name: 'Stamp', price: '1.00', tax_rate: 0, stock: 100_000 },
  { name: 'Chair', price: '49.99', tax_rate: 1900, stock: 100_000 },
  { name: 'Print', price: '19.90', tax_rate: 700, stock: 20 },
];

export const shippingMethods = [
  { name: 'Pickup', kind: 'pickup', is_default: true, price: '0.00' },
  { name: 'Parcel', kind: 'delivery', price: '4.90', free_from: '50.00', countries: ['DE', 'AT', 'PL'], tax_rate: 1900 },
  { name: 'Express', kind: 'delivery', price: '12.49', tax_rate: 700 },
];

/** @param runs how many stories share the coupon that is limited */
export const coupons = (runs) => [
  { code: 'TENTH', percent: 1000 },
  { code: 'THIRD', percent: 3333, min_sum: '15.00' },
  { code: 'FIVE', amount: '5.00' },
  { code: 'ONCE', percent: 2500, max_uses_per_customer: 1 },
  { code: 'FIRST', amount: '3.00', first_order_only: true },
  { code: 'FEW', percent: 5000, max_uses: Math.ceil(runs / 50) },
  { code: 'GIFT', percent: 10_000 },
  { code: 'EXPIRED', percent: 9000, ends: '2020-01-01T00:00:00Z' },
];

/** How often a buyer tries which: most often those that are limited. */
export const couponWeights = {
  TENTH: 2,
  THIRD: 1,
  FIVE: 1,
  ONCE: 3,
  FIRST: 2,
  FEW: 3,
  GIFT: 1,
  EXPIRED: 1,
  UNKNOWN: 1,
};

const signInAgainMs = 300_000;

/** Signs somebody of the staff in, and again before the token expires. Answers a function that answers headers. */
export async function signInStaff(shop, client) {
  const account = { username: 'staff', email: 'staff@magazin.test', password: 'onlydarkside' };
  await client.ask('POST', '/api/register', { body: account });
  await shop.query(`update customers set role = 'admin' where username = 'staff'`);
  const signIn = async () => {
    const { username, password } = account;
    const { body } = await client.ask('POST', '/api/login', { body: { username, password } });
    return { authorization: `Bearer ${body.access}` };
  };
  let signedIn = { at: 0 };
  return () => {
    if (Date.now() - signedIn.at > signInAgainMs) signedIn = { at: Date.now(), headers: signIn() };
    return signedIn.headers;
  };
}

/** Answers the uuids, in the order of the lists above. */
export async function fillCatalog(client, staff, runs) {
  const create = async (path, all) => {
    const uuids = [];
    for (const body of all) {
      const answer = await client.ask('POST', path, { headers: await staff(), body });
      if (!answer.body.uuid) throw new Error(`${path} refused ${body.name ?? body.code}: ${JSON.stringify(answer)}`);
      uuids.push(answer.body.uuid);
    }
    return uuids;
  };
  await create('/api/admin/coupons', coupons(runs));
  return {
    products: await create('/api/admin/products', products),
    shippingMethods: await create('/api/admin/shipping-methods', shippingMethods),
  };
}
