// The online store of document 001: customer-v1 up to the cart, the order at shop. Run: node examples/online-store.js [address]
const base = (process.argv[2] ?? 'http://localhost:3000').replace(/\/$/, '');

// One token for both contracts: «Bearer» is understood by each of them.
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

const username = `maxm-${crypto.randomUUID().slice(0, 8)}`;
const password = 'maxpw2024!';
const person = { first_name: 'Max', last_name: 'Mustermann', phone: '+4014516266' };

const registered = await ask('POST', '/api/v1/customer/registration/', {
  status: 201,
  body: {
    username,
    password,
    email: `${username}@email.example`,
    address: 'Musterstr. 13, 10000 Musterstadt',
    ...person,
  },
});
check(registered.username === username, 'the registration answers the username');
console.log(`register: ${registered.first_name} is ${registered.username}`);

const empty = await ask('POST', '/api/v1/customer/registration/', { status: 400, body: {} });
check(empty.errorMessage === 'Invalid Input', 'a registration without fields is refused');
console.log(`register without a name: refused, «${empty.errorMessage}»`);

const { token } = await ask('POST', '/api/v1/customer/login/', { status: 202, body: { username, password } });
console.log('login: got a token');

const { home, phone } = await ask('GET', '/api/v1/customer/profile/', { token });
check(phone === person.phone, 'the profile keeps the phone');
console.log(`home page: ${home.rows.length} personalised rows`);

const index = await ask('GET', '/api/v1/product/');
// The fullest shelves, so that runs at the same time do not fight for the last unit.
const [first, second] = index.toSorted((one, other) => other.stock - one.stock);
check(second?.stock >= 2, 'two products have two units in stock');
console.log(`product index: ${index.length} products, taking «${first.name}» and «${second.name}»`);

let cents = 0;
for (const { id, name, price } of [first, second]) {
  const body = { product_id: id, quantity: 2 };
  const line = await ask('POST', '/api/v1/customer/shoppingcart', { status: 201, token, body });
  check(line.product_id === id && line.quantity === 2, 'two units went into the cart');
  cents += 2 * Math.round(price * 100);
  console.log(`cart: 2 × ${name} at ${price}`);
}

const cart = await ask('GET', '/api/v1/customer/shoppingcart', { token });
check(cart.length === 2, 'the cart has two lines');
console.log(`view cart: ${cart.length} lines, ${cents / 100} together`);

// customer-v1 has no checkout. The same token orders the same cart at shop, which calls it bucket.
const total = (cents / 100).toFixed(2);
const shipping_address = {
  ...person,
  address: 'Musterstr. 13',
  post_code: '10000',
  city: 'Musterstadt',
  country: 'DE',
};
const order = await ask('POST', '/api/orders', {
  status: 201,
  token,
  body: { payment: 'cash', expected_total: total, shipping_address },
  // A retry that carries it orders nothing twice.
  headers: { 'idempotency-key': crypto.randomUUID() },
});
check(order.sum === total && order.status === 'new', 'the order costs what the cart did');
console.log(`place order: ${order.number}, ${order.sum}, ${order.status}, ${order.payment}`);

const orders = await ask('GET', '/api/orders', { token });
check(orders.count === 1 && orders.results[0].order_uuid === order.order_uuid, 'the order is listed');
console.log(`orders: ${orders.results.map(({ number, status }) => `${number} ${status}`).join(', ')}`);

const { products } = await ask('GET', `/api/orders/${order.order_uuid}`, { token });
check(products.length === 2, 'the order has what was in the cart');
console.log(`order detail: ${products.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}`);

const left = await ask('GET', '/api/v1/customer/shoppingcart', { token });
check(left.length === 0, 'after the order the cart is empty');
const bye = await ask('GET', '/api/v1/customer/logout/', { token });
await ask('GET', '/api/orders', { token, status: 403 });
console.log(`logout: the cart is empty, ${bye.first_name} left, the token is dead at both contracts`);

console.log('online-store: the whole story works');
