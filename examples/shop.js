// The shop contract (document 004) from the first visit to the logout. Run: node examples/shop.js [address]
const base = (process.argv[2] ?? 'http://localhost:3000').replace(/\/$/, '');

async function ask(method, path, { status = 200, token, body, headers } = {}) {
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  }).catch((cause) => {
    throw new Error(`no shop answers at ${base}: start it with «npm start»`, { cause });
  });
  const answer = await response.json();
  if (response.status !== status)
    throw new Error(`${method} ${path} answered ${response.status}, not ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

function check(holds, promise) {
  if (!holds) throw new Error(`broken promise: ${promise}`);
}

// Money is a decimal string; sums are made in cents, because 0.1 + 0.2 is not 0.3.
const cents = (amount) => Math.round(Number(amount) * 100);

const username = `anakin-${crypto.randomUUID().slice(0, 8)}`;
const email = `${username}@deathstar.example`;
const [password, newPassword] = ['obi wan is not my father', 'only the dark side'];

const { uuid } = await ask('POST', '/api/register', { status: 201, body: { username, email, password } });
console.log(`register: ${username} is ${uuid}`);
const { access, user } = await ask('POST', '/api/login', { body: { username, password } });
check(user === uuid, 'the login answers the uuid of the registration');
console.log('login: got an access token');

const profile = await ask('GET', '/api/profile', { token: access });
check(profile.count === 1 && profile.results[0].email === email, 'the profile is one result, with the email');
console.log(`profile: ${profile.results[0].username}, ${profile.results[0].email}`);

const changes = { username, email, first_name: 'Anakin', last_name: 'Skywalker', phone: '+4912345', city: 'Mos Espa' };
const changed = await ask('PUT', `/api/profile/${uuid}`, { token: access, body: changes });
check(changed.city === 'Mos Espa', 'the profile has the new city');
console.log(`change profile: now ${changed.first_name} ${changed.last_name} of ${changed.city}`);

const categories = await ask('GET', '/api/categories');
const brands = await ask('GET', '/api/brands');
console.log(`look around: ${categories.count} categories on top, ${brands.count} brands`);

const found = await ask('GET', '/api/products?in_stock=true&min_price=1&max_price=50&page_size=100');
// The fullest shelves, so that runs at the same time do not fight for the last unit.
const [first, second] = found.results.toSorted((one, other) => other.stock - one.stock);
check(second?.stock >= 3, 'two products between 1 and 50 have three units in stock');
console.log(`products: ${found.count} in stock, taking «${first.name}» and «${second.name}»`);

const product = await ask('GET', `/api/products/${first.uuid}`);
console.log(`product: ${product.name} costs ${product.price} ${product.currency}, ${product.stock} in stock`);

for (const { uuid: each, name } of [first, second]) {
  const line = await ask('POST', '/api/bucket', { token: access, body: { product: each, quantity: 1 } });
  check(line.product === each && line.quantity === 1, 'one unit went into the bucket');
  console.log(`bucket add: 1 × ${name} at ${line.value}`);
}

const twice = { token: access, status: 409, body: { product: first.uuid, quantity: 1 } };
check((await ask('POST', '/api/bucket', twice)).code === 1041, 'a product is in the bucket once');
console.log('bucket add again: refused with 1041, its line is to be changed');

const bucket = await ask('GET', '/api/bucket', { token: access });
check(bucket.count === 2, 'the bucket has two lines');
const lineOf = ({ uuid: each }) => bucket.results.find((line) => line.product === each).bucket_uuid;
const updated = await ask('PUT', `/api/bucket/${lineOf(first)}`, { token: access, body: { quantity: 2 } });
check(updated.quantity === 2, 'the line has two units');
console.log(`bucket update: ${first.name}, now ${updated.quantity}`);

const removed = await ask('DELETE', `/api/bucket/${lineOf(second)}`, { token: access });
console.log(`bucket remove: ${second.name}, «${removed.message}»`);

const { total, currency } = await ask('GET', '/api/bucket/summary', { token: access });
check(cents(total) === 2 * cents(first.price), 'the total is twice the price');
console.log(`bucket summary: ${total} ${currency}`);

const { first_name, last_name, phone } = changes;
const home = { address: 'Slave Row 7', post_code: '10000', city: 'Mos Espa', country: 'TN' };
const body = { payment: 'cash', expected_total: total, shipping_address: { first_name, last_name, phone, ...home } };
// Sent with every retry too: however often it arrives, it is one order.
const once = { token: access, status: 201, body, headers: { 'idempotency-key': crypto.randomUUID() } };
const order = await ask('POST', '/api/orders', once);
const again = await ask('POST', '/api/orders', once);
check(order.sum === total && order.status === 'new', 'the order has the quoted total');
check(again.order_uuid === order.order_uuid, 'sent twice it is one order');
console.log(`order: ${order.number}, ${order.sum} ${currency}, ${order.status}; sent twice, still one`);

const orders = await ask('GET', '/api/orders', { token: access });
check(orders.count === 1 && orders.results[0].number === order.number, 'the order is listed');
const detail = await ask('GET', `/api/orders/${order.order_uuid}`, { token: access });
check(detail.products.length === 1 && detail.products[0].quantity === 2, 'the order has what was in the bucket');
console.log(`order detail: ${detail.products[0].quantity} × ${detail.products[0].name} at ${detail.products[0].value}`);

const canceled = await ask('PUT', `/api/orders/${order.order_uuid}/set_canceled`, { token: access });
check(canceled.status === 'canceled', 'the order is canceled');
console.log(`cancel: ${canceled.number} is ${canceled.status}`);

const passwords = { username, old_password: password, password: newPassword };
const set = await ask('PUT', `/api/profile/${uuid}/setpassword`, { token: access, body: passwords });
check(set.password === '**********', 'no answer carries a password');
await ask('POST', '/api/login', { status: 404, body: { email, password } });
const { refresh } = await ask('POST', '/api/login', { body: { email, password: newPassword } });
console.log('change password: the old one is refused, the new one signs in');

const renewed = await ask('POST', '/api/refresh', { body: { refresh } });
check(renewed.refresh !== refresh, 'a refresh token is exchanged for another');
console.log(`refresh: the next access token is good for ${renewed.expires_in} seconds`);

const bye = await ask('POST', '/api/logout', { token: renewed.access });
const dead = await ask('GET', '/api/profile', { token: renewed.access, status: 403 });
check(dead.code === 3004, 'after the logout the token is dead');
console.log(`logout: «${bye.message}», the token is dead`);

console.log('shop: the whole story works');
