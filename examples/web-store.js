// The web-store contract (document 003), from a guest's cart to the order. Run: node examples/web-store.js [address]
const base = (process.argv[2] ?? 'http://localhost:3000').replace(/\/$/, '');

async function ask(method, path, { status = 200, access, body } = {}) {
  const response = await fetch(new URL(path, base), {
    method,
    headers: {
      ...(access && { authorization: `Bearer ${access}` }),
      ...(body && { 'content-type': 'application/json' }),
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

const username = `vmoruhin-${crypto.randomUUID().slice(0, 8)}`;
const email = `${username}@email.example`;
const password = 'asdsad123ASd$';
const person = { first_name: 'Volodymyr', last_name: 'Moruhin' };

const { customer_token: token } = await ask('POST', '/api/customer/create/');
console.log(`create: a cart without an account, its token is ${token}`);

const page = await ask('GET', '/api/product/all/?min_price=1&max_price=100');
check(page.result.length <= 9 && page.page === 1, 'a page has nine products');
const next = page.links.next && (await ask('GET', page.links.next));
check(!next || next.page === 2, 'the link leads to the next page');
console.log(`all products: ${page.count} on ${page.pages} pages${next ? ', the second by its link' : ''}`);

// A row of a list does not tell its stock; the product does. Ten, so that runs at the same time do not fight for the last.
async function inStock({ result, links }) {
  for (const { id } of result) {
    const product = await ask('GET', `/api/product/get/${id}/`);
    if (product.quantity >= 10) return product;
  }
  check(links.next, 'some product between 1 and 100 has ten units in stock');
  return inStock(await ask('GET', links.next));
}
const product = await inStock(page);
console.log(`product: ${product.title} for ${product.price}, ${product.quantity} in stock`);

const categories = await ask('GET', '/api/product/category/list/');
const category = await ask('GET', `/api/product/category/get/${categories[0].id}/`);
check(category.is_active && category.title === categories[0].title, 'a listed category is active');
const shelf = await ask('GET', `/api/product/category/${categories[0].id}/products/`);
console.log(`category: ${category.title}, one of ${categories.length}, has ${shelf.count} products`);

const brands = await ask('GET', '/api/product/brands/all/');
const brand = await ask('GET', `/api/product/brands/get/${brands[0].id}/`);
console.log(`brand: ${brand.title}, one of ${brands.length}, has ${brand.products.length} products`);

const put = (quantity) => ask('POST', '/api/order/cart/update/', { body: { token, product_id: product.id, quantity } });
check((await put(3)).cart_items_count === 1, 'the cart has one product');
check((await put(0)).cart_items_count === 0, 'quantity 0 removes it');
check((await put(2)).cart_items_count === 1, 'a quantity is set, not added');
console.log(`cart update: 3, then none, then 2 × ${product.title}`);

const cart = await ask('GET', `/api/order/cart/list/${token}/`);
check(cart.length === 1 && cart[0].product === product.id && cart[0].quantity === 2, 'the cart has two units');
console.log(`cart: ${cart[0].quantity} × product ${cart[0].product} at ${cart[0].price}`);

const registration = { username, email, password, ...person, token };
const { id } = await ask('POST', '/api/customer/registration/', { status: 201, body: registration });
console.log(`register: ${username} is customer ${id}, and keeps the cart`);

const { refresh, ...tokens } = await ask('POST', '/api/jwt/auth/', { body: { username, password } });
check(tokens.access, 'the login answers an access token');
// Here the refresh token stays as it is: keep it.
const { access } = await ask('POST', '/api/jwt/refresh/', { body: { refresh } });
console.log('login: got an access token, and another one for the refresh token');

const user = await ask('GET', '/api/customer/getuser/', { access });
check(user.token === token && user.user === id, 'the customer token is the one from before');
console.log(`user: ${user.first_name} ${user.last_name}, ${user.email}`);

const [open] = await ask('GET', '/api/customer/myorders/', { access });
check(open.is_ordered === false && open.id === cart[0].order, 'the open cart is listed among the orders');
console.log(`my orders: the open cart, ${open.products[0].quantity} × ${open.products[0].product}`);

const address = { country: 'Ukraine', city: 'Kyiv', post_code: '01001', address: 'Khreshchatyk 22' };
const lacking = await ask('PUT', '/api/order/finalize/', { status: 400, body: { token, email, ...person } });
console.log(`finalize without an address: refused, the first missing field is ${lacking.error}`);
const order = await ask('PUT', '/api/order/finalize/', { body: { token, email, ...person, ...address } });
check(order.is_ordered && order.customer === id, 'the cart is an order');
console.log(`finalize: order ${order.id}, to be paid in cash at the door`);

const orders = await ask('GET', '/api/customer/myorders/', { access });
check(orders.length === 1 && orders[0].id === order.id && orders[0].is_ordered, 'the order took the place of the cart');
check((await ask('GET', `/api/order/cart/list/${token}/`)).length === 0, 'the cart is empty');
await ask('GET', '/api/customer/myorders/', { status: 401 });
console.log(`my orders: ${orders[0].products[0].quantity} × ${orders[0].products[0].product}, the cart is empty`);

console.log('web-store: the whole story works');
