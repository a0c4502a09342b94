// The customer-v1 contract (document 000), every endpoint once. Run: node examples/customer-v1.js [address]
const base = (process.argv[2] ?? 'http://localhost:3000').replace(/\/$/, '');

async function ask(method, path, { status = 200, token, body } = {}) {
  const response = await fetch(base + path, {
    method,
    headers: { ...(token && { authorization: `Token ${token}` }), ...(body && { 'content-type': 'application/json' }) },
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
const registration = {
  username,
  first_name: 'Max',
  last_name: 'Mustermann',
  password,
  email: `${username}@email.example`,
  address: 'Musterstr. 13, 10000 Musterstadt',
  phone: '+4014516266',
  title: 'Mr.',
  birthday: '1990-01-01',
};

const registered = await ask('POST', '/api/v1/customer/registration/', { status: 201, body: registration });
check(Object.keys(registered).join() === 'username,first_name,email', 'the registration answers three fields');
console.log(`register: ${registered.first_name} is ${registered.username}`);

const taken = await ask('POST', '/api/v1/customer/registration/', { status: 400, body: registration });
check(taken.error === 'bad_input', 'a name is taken once');
console.log(`register again: refused, «${taken.detail}»`);

const wrong = { username, password: 'not my password' };
const refused = await ask('POST', '/api/v1/customer/login/', { status: 400, body: wrong });
check(refused.error === 'invalid_input', 'a wrong password signs nobody in');
console.log(`login with a wrong password: refused, «${refused.detail}»`);

const { token } = await ask('POST', '/api/v1/customer/login/', { status: 202, body: { username, password } });
console.log('login: got a token');

const profile = await ask('GET', '/api/v1/customer/profile/', { token });
check(
  profile.address === registration.address && profile.birthday === '1990-01-01',
  'the profile has everything that was sent',
);
check(Array.isArray(profile.home.rows), 'the home page has rows');
console.log(
  `profile: ${profile.title} ${profile.last_name}, ${profile.address}, ${profile.home.rows.length} rows at home`,
);

const products = await ask('GET', '/api/v1/product/');
const product = products.find(({ stock }) => stock >= 3);
check(product, 'some product has three units in stock');
console.log(`products: ${products.length}, taking «${product.name}» for ${product.price}`);

const one = await ask('POST', '/api/v1/customer/shoppingcart', {
  status: 201,
  token,
  body: { product_id: product.id },
});
check(one.product_id === product.id && one.quantity === 1, 'one unit went into the cart');
console.log(`cart: ${one.quantity} × ${product.name}`);

const three = await ask('POST', '/api/v1/customer/shoppingcart', {
  status: 201,
  token,
  body: { product_id: product.id, quantity: 2 },
});
check(three.quantity === 3, 'the same product again becomes more');
console.log(`cart: two more make ${three.quantity}`);

const cart = await ask('GET', '/api/v1/customer/shoppingcart', { token });
check(cart.length === 1 && cart[0].user_id === one.user_id && cart[0].quantity === 3, 'the cart has one line of three');
console.log(`view cart: customer ${cart[0].user_id} has ${cart[0].quantity} of product ${cart[0].product_id}`);

const bye = await ask('GET', '/api/v1/customer/logout/', { token });
check(bye.username === username && bye.first_name === 'Max', 'the logout says who left');
const dead = await ask('GET', '/api/v1/customer/profile/', { token, status: 401 });
check(dead.error === 'invalid_token', 'after the logout the token is dead');
console.log(`logout: ${bye.first_name} left, the token is dead`);

console.log('customer-v1: the whole story works');
