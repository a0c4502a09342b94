// The simple-cart contract (document 002), every endpoint once. Run: node examples/simple-cart.js [address]
const base = (process.argv[2] ?? 'http://localhost:3000').replace(/\/$/, '');

async function ask(method, path, { status = 200, token, body } = {}) {
  const response = await fetch(base + path, {
    method,
    headers: { ...(token && { access_token: token }), ...(body && { 'content-type': 'application/json' }) },
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

const email = `max-${crypto.randomUUID().slice(0, 8)}@email.example`;
const password = 'maxpw2024!';

const { id: UserId, ...registered } = await ask('POST', '/register', { status: 201, body: { email, password } });
check(Number.isInteger(UserId) && registered.email === email, 'the registration answers id and email');
console.log(`register: ${email} is customer ${UserId}`);

// sic: the document has 500 for whatever these two refuse.
const taken = await ask('POST', '/register', { status: 500, body: { email, password } });
console.log(`register again: refused, «${taken.msg}»`);
const wrong = await ask('POST', '/login', { status: 500, body: { email, password: 'not my password' } });
console.log(`login with a wrong password: refused, «${wrong.msg}»`);

const { access_token: token } = await ask('POST', '/login', { body: { email, password } });
check(token, 'the login answers a token');
console.log('login: got an access token');

const stranger = await ask('GET', '/cart', { status: 401 });
console.log(`cart without the token: refused, «${stranger.message}»`);

const products = await ask('GET', '/products');
const [first, second] = products.filter(({ stock }) => stock >= 3);
check(second, 'two products have three units in stock');
console.log(`products: ${products.length}, taking «${first.name}» for ${first.price} and «${second.name}»`);

for (const { id: ProductId, name } of [first, second]) {
  const added = await ask('POST', '/cart', { status: 201, token, body: { UserId, ProductId, amount: 1 } });
  console.log(`add: 1 × ${name}, «${added.msg}»`);
}

const { cart } = await ask('GET', '/cart', { token });
check(cart.length === 2 && cart.every((row) => row.UserId === UserId), 'the cart has two rows of one customer');
const row = cart.find(({ ProductId }) => ProductId === first.id);
check(row.amount === 1 && row.Product.name === first.name, 'a row carries its product');
console.log(`cart: ${cart.map(({ id, amount, Product }) => `row ${id}: ${amount} × ${Product.name}`).join(', ')}`);

const updated = await ask('PUT', `/cart/${row.id}`, { token, body: { UserId, amount: 3 } });
console.log(`update: row ${row.id} to 3, «${updated.msg}»`);

const foreign = { UserId: UserId + 1, amount: 1 };
const missing = await ask('PUT', `/cart/${row.id}`, { status: 400, token, body: foreign });
check(missing.msg === 'data not found', 'nobody changes a cart as somebody else');
console.log(`update as somebody else: refused, «${missing.msg}»`);

const after = await ask('GET', '/cart', { token });
check(after.cart.find(({ id }) => id === row.id).amount === 3, 'the row has three');

for (const { id } of cart) {
  const deleted = await ask('DELETE', `/cart/${id}`, { token });
  console.log(`delete: row ${id}, «${deleted.message}»`);
}
const gone = await ask('DELETE', `/cart/${row.id}`, { status: 404, token });
console.log(`delete again: refused, «${gone.msg}»`);

const { cart: left } = await ask('GET', '/cart', { token });
check(left.length === 0, 'the cart is empty');
console.log('cart: empty');

console.log('simple-cart: the whole story works');
