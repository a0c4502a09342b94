import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { deliver, deliveredOrder, paidOrder, ship } from './support/deliveries.js';
import { many } from './support/many.js';
import { type Ask, type Shop, useShop } from './support/shop.js';
import { planOf, type Statement, statementsOf } from './support/statements.js';

interface Review {
  review_uuid: string;
  rating: number;
  author: string;
  verified_purchase: boolean;
  helpful: number;
  date_edited: string | null;
  answer: { text: string; date: string } | null;
  status: string;
  code: number;
}
interface Reviews {
  count: number;
  results: Review[];
  summary: { average: number | null; count: number; distribution: Record<string, number> };
  code: number;
}
type Moderation = 'approved' | 'hidden' | 'restored';
const unknownUuid = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';

/** The requests of customers and staff. */
const requestsTo = (shop: Shop) => ({
  write: (who: Ask, product: string, body: object = {}) =>
    shop.post<Review>(`/api/products/${product}/reviews`, { ...who, body: { rating: 4, text: 'Quite good', ...body } }),
  edit: (who: Ask, review: string, body: object) => shop.put<Review>(`/api/reviews/${review}`, { ...who, body }),
  remove: (who: Ask, review: string) => shop.delete<Review>(`/api/reviews/${review}`, who),
  vote: (who: Ask, review: string) => shop.put<Review>(`/api/reviews/${review}/helpful`, who),
  withdraw: (who: Ask, review: string) => shop.delete<Review>(`/api/reviews/${review}/helpful`, who),
  moderate: (staff: Ask, review: string, how: Moderation) =>
    shop.put<Review>(`/api/admin/reviews/${review}/${how}`, staff),
  read: async (product: string, query = '') =>
    (await shop.get<Reviews>(`/api/products/${product}/reviews${query}`)).body,
  own: async (who: Ask) => (await shop.get<Reviews>('/api/profile/reviews', who)).body.results,
});

const distributionOf = (ratings: number[]) =>
  Object.fromEntries([1, 2, 3, 4, 5].map((stars) => [stars, ratings.filter((rating) => rating === stars).length]));
const averageOf = (ratings: number[]) =>
  ratings.length === 0 ? null : Math.round((100 * ratings.reduce((a, b) => a + b)) / ratings.length) / 100;

/** What the list, the product and its columns say about these published ratings. */
async function expectRated(shop: Shop, product: string, ratings: number[]): Promise<void> {
  const [average, count] = [averageOf(ratings), ratings.length];
  const list = await requestsTo(shop).read(product, '?page_size=100');
  expect(list.summary).toEqual({ average, count, distribution: distributionOf(ratings) });
  expect(list.count).toBe(count);
  expect(distributionOf(list.results.map(({ rating }) => rating))).toEqual(distributionOf(ratings));
  expect((await shop.get(`/api/products/${product}`)).body).toMatchObject({
    rating_average: average,
    rating_count: count,
  });
  const sum = ratings.reduce((a, b) => a + b, 0);
  const [row] = await shop.rows('select rating_sum, rating_count, rating_rank from products where uuid = ?', [product]);
  expect(row).toEqual({
    rating_sum: sum,
    rating_count: count,
    rating_rank: expect.closeTo((sum + 35) / (count + 10), 9),
  });
}

describe.each(['none', 'before'] as const)(
  'review: any sequence of changes, with moderation %s',
  (REVIEW_MODERATION) => {
    const shop = useShop({ REVIEW_MODERATION });
    const publication = REVIEW_MODERATION === 'none' ? 'published' : 'pending';
    let [staff, authors]: [Ask, SignedIn[]] = [{}, []];
    beforeAll(async () => {
      staff = await aCustomer(shop, 'support');
      authors = await many(3, () => aCustomer(shop));
    });

    const step = fc.record({
      verb: fc.constantFrom('write', 'write', 'edit', 'remove', 'approved', 'approved', 'hidden', 'restored'),
      author: fc.nat(2),
      rating: fc.integer({ min: 1, max: 5 }),
    });

    it('leaves the average, the count and the distribution as the published rows say', async () => {
      const { write, edit, remove, moderate } = requestsTo(shop);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
          const { uuid: product } = await aProduct(shop);
          const known = new Map<number, { uuid: string; rating: number; status: string }>();
          for (const { verb, author, rating } of steps) {
            const [me, review] = [authors[author] as SignedIn, known.get(author)];
            const uuid = review?.uuid ?? unknownUuid;
            if (verb === 'write') {
              const { status, body } = await write(me, product, { rating });
              expect(status).toBe(review ? 409 : 201);
              if (!review) known.set(author, { uuid: body.review_uuid, rating, status: publication });
            } else if (verb === 'edit') {
              expect((await edit(me, uuid, { rating })).status).toBe(review ? 200 : 404);
              const status = review?.status === 'published' ? publication : 'pending';
              if (review) Object.assign(review, { rating, status });
            } else if (verb === 'remove') {
              const { status } = await remove(me, uuid);
              const stays =
                review?.status === 'hidden' || (review?.status === 'pending' && publication === 'published');
              expect(status).toBe(review ? (stays ? 409 : 204) : 404);
              if (status === 204) known.delete(author);
            } else {
              const allowed = { approved: ['pending'], hidden: ['pending', 'published'], restored: ['hidden'] }[verb];
              const { status } = await moderate(staff, uuid, verb);
              expect(status).toBe(review ? (allowed.includes(review.status) ? 200 : 409) : 404);
              if (review && status === 200) review.status = verb === 'hidden' ? 'hidden' : 'published';
            }
            const published = [...known.values()].filter(({ status }) => status === 'published');
            await expectRated(
              shop,
              product,
              published.map((shown) => shown.rating),
            );
          }
        }),
        { numRuns: 25 },
      );
    });
  },
);

describe('review', () => {
  const shop = useShop();
  const { write, edit, remove, vote, withdraw, moderate, read, own } = requestsTo(shop);
  let staff: Ask;
  let fifty: SignedIn[];
  const [first, second] = [() => fifty[0] as SignedIn, () => fifty[1] as SignedIn];
  beforeAll(async () => {
    staff = { token: (await aCustomer(shop, 'support')).token };
    fifty = await many(50, () => aCustomer(shop));
  });
  const reviewed = async (who: Ask, product: string, body?: object) =>
    (await write(who, product, body)).body.review_uuid;

  it('is public at once, as plain text, with the first name of its author only', async () => {
    const [me, { uuid }] = [await aCustomer(shop), await aProduct(shop)];
    const { status, body } = await write(me, uuid, { rating: 5, title: '  Sweet ', text: 'See <b>https://a.test</b>' });
    expect([status, body.status]).toEqual([201, 'published']);
    expect(await read(uuid)).toEqual({
      count: 1,
      next: null,
      previous: null,
      summary: { average: 5, count: 1, distribution: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 1 } },
      results: [
        {
          review_uuid: body.review_uuid,
          rating: 5,
          title: 'Sweet',
          text: 'See <b>https://a.test</b>',
          author: 'Customer',
          verified_purchase: false,
          helpful: 0,
          date_created: expect.stringMatching(/Z$/),
          date_edited: null,
          answer: null,
        },
      ],
    });
    await shop.rows("update customers set first_name = 'Ada', last_name = 'Byron' where uuid = ?", [me.uuid]);
    const { results } = await read(uuid);
    expect(results[0]?.author).toBe('Ada');
    expect(JSON.stringify(results)).not.toMatch(new RegExp(`${me.username}|${me.uuid}|Byron`));
  });

  it.each([
    ['a rating of 0', { rating: 0 }],
    ['a rating of 6', { rating: 6 }],
    ['a rating of 4.5', { rating: 4.5 }],
    ['a rating that is text', { rating: '5' }],
    ['a title of 121 characters', { title: 'x'.repeat(121) }],
    ['a text of 5001 characters', { text: 'x'.repeat(5_001) }],
  ])('is refused with %s', async (_, body) => {
    const { uuid } = await aProduct(shop);
    expect(await write(first(), uuid, body)).toMatchObject({ status: 400, body: { code: 4000 } });
    await expectRated(shop, uuid, []);
  });

  it('needs a published product', async () => {
    const { uuid } = await aProduct(shop, { published: false });
    for (const product of [uuid, unknownUuid, 'banana']) {
      expect(await write(first(), product)).toMatchObject({ status: 404, body: { code: 1011 } });
      expect((await read(product)).code).toBe(1011);
    }
  });

  it('is written once by each customer, of fifty at once', async () => {
    const { uuid } = await aProduct(shop);
    const answers = await many(50, async () => (await write(first(), uuid)).body.code ?? 201);
    expect(answers.filter((code) => code === 201)).toHaveLength(1);
    expect(answers.filter((code) => code === 1201)).toHaveLength(49);
    await expectRated(shop, uuid, [4]);
  });

  it('counts each of fifty that are written, then edited, hidden and deleted at once', async () => {
    const { uuid } = await aProduct(shop);
    const ratings = fifty.map((_, at) => 1 + (at % 5));
    const reviews = await many(50, (at) => reviewed(fifty[at] as SignedIn, uuid, { rating: ratings[at] }));
    await expectRated(shop, uuid, ratings);
    const statuses = await many(50, async (at) => {
      const [author, review] = [fifty[at] as SignedIn, reviews[at] as string];
      await Promise.all([vote(fifty[(at + 1) % 50] as SignedIn, review), edit(author, review, { rating: 5 })]);
      const [hidden, deleted] = await Promise.all([moderate(staff, review, 'hidden'), remove(author, review)]);
      return [hidden.status, deleted.status];
    });
    for (const [hidden, deleted] of statuses) expect([`200 409`, `404 204`]).toContain(`${hidden} ${deleted}`);
    await expectRated(shop, uuid, []);
  });

  it('says that its author bought the product as soon as it is delivered, and never before', async () => {
    const [product, other] = [await aProduct(shop), await aProduct(shop)];
    const [buyer, stranger, canceler, neighbor] = fifty.slice(10, 14) as [SignedIn, SignedIn, SignedIn, SignedIn];
    const verified = async () =>
      Object.fromEntries(
        await Promise.all(
          [buyer, stranger, canceler, neighbor].map(async (who, at) => {
            const review = (await own(who))[0];
            const shown = (await read(product.uuid)).results.find(
              ({ review_uuid }) => review_uuid === review?.review_uuid,
            );
            expect(review?.verified_purchase).toBe(shown?.verified_purchase);
            return [['buyer', 'stranger', 'canceler', 'neighbor'][at], shown?.verified_purchase];
          }),
        ),
      );
    for (const who of [buyer, stranger, canceler, neighbor]) await write(who, product.uuid);
    const nobody = { buyer: false, stranger: false, canceler: false, neighbor: false };
    const canceled = await paidOrder(shop, canceler, [product]);
    expect((await shop.put(`/api/orders/${canceled}/set_canceled`, canceler)).status).toBe(200);
    await deliveredOrder(shop, staff, neighbor, [other]);
    const order = await paidOrder(shop, buyer, [product, other]);
    expect(await verified()).toEqual(nobody);
    const [parcel, otherParcel] = [
      await ship(shop, staff, order, product.uuid),
      await ship(shop, staff, order, other.uuid),
    ];
    await deliver(shop, staff, order, otherParcel);
    expect(await verified()).toEqual(nobody);
    await deliver(shop, staff, order, parcel);
    expect(await verified()).toEqual({ ...nobody, buyer: true });
  });

  it('is edited and deleted by its author alone', async () => {
    const { uuid } = await aProduct(shop);
    const review = await reviewed(first(), uuid);
    for (const refused of [await edit(second(), review, { rating: 1 }), await remove(second(), review)])
      expect(refused).toMatchObject({ status: 404, body: { code: 1200 } });
    expect((await edit(first(), review, { rating: 2, title: 'Bad' })).body).toMatchObject({
      rating: 2,
      title: 'Bad',
      text: 'Quite good',
      date_edited: expect.stringMatching(/Z$/),
    });
    expect((await remove(first(), review)).status).toBe(204);
    expect((await remove(first(), review)).status).toBe(404);
    expect((await write(first(), uuid)).status).toBe(201);
  });

  it('that its author changed after staff read it is not approved unread', async () => {
    const { uuid } = await aProduct(shop);
    const review = await reviewed(first(), uuid);
    await moderate(staff, review, 'hidden');
    const { date_edited } = (await edit(first(), review, { text: 'Fine' })).body;
    const approve = (edited: unknown) =>
      shop.put<Review>(`/api/admin/reviews/${review}/approved`, { ...staff, body: { date_edited: edited } });
    const latest = (await edit(first(), review, { text: 'Not fine' })).body.date_edited;
    for (const read of [null, date_edited]) expect((await approve(read)).body.code).toBe(1205);
    expect((await approve('yesterday')).body.code).toBe(4000);
    await expectRated(shop, uuid, []);
    expect((await approve(latest)).body.status).toBe('published');
  });

  it('that is hidden stays so until staff restore or approve it, whatever its author does', async () => {
    const { uuid } = await aProduct(shop);
    const review = await reviewed(first(), uuid);
    await moderate(staff, review, 'hidden');
    expect((await remove(first(), review)).body.code).toBe(1202);
    expect((await write(first(), uuid)).body.code).toBe(1201);
    expect((await edit(first(), review, { rating: 5 })).body.status).toBe('pending');
    expect((await own(first()))[0]).toMatchObject({ review_uuid: review, status: 'pending', product: { uuid } });
    await expectRated(shop, uuid, []);
    expect((await vote(second(), review)).status).toBe(404);
    expect((await moderate(staff, review, 'approved')).body.status).toBe('published');
    await expectRated(shop, uuid, [5]);
  });

  it('is ordered by age, votes or rating, in pages', async () => {
    const { uuid } = await aProduct(shop);
    const given = [3, 5, 1, 4];
    const reviews: string[] = [];
    for (const [at, rating] of given.entries()) reviews.push(await reviewed(fifty[at] as SignedIn, uuid, { rating }));
    for (const voter of fifty.slice(20, 23)) await vote(voter, reviews[2] as string);
    await vote(fifty[20] as SignedIn, reviews[0] as string);
    const ratings = async (query: string) => (await read(uuid, query)).results.map(({ rating }) => rating);
    expect(await ratings('')).toEqual([4, 1, 5, 3]);
    expect(await ratings('?ordering=newest')).toEqual([4, 1, 5, 3]);
    expect(await ratings('?ordering=helpful')).toEqual([1, 3, 4, 5]);
    expect(await ratings('?ordering=rating')).toEqual([1, 3, 4, 5]);
    expect(await ratings('?ordering=-rating&page_size=3')).toEqual([5, 4, 3]);
    const page = await read(uuid, '?ordering=-rating&page_size=3&page=2');
    expect(page).toMatchObject({
      count: 4,
      next: null,
      results: [{ rating: 1 }],
      summary: { average: 3.25, count: 4 },
    });
    expect((await read(uuid, '?ordering=best')).code).toBe(4000);
  });

  it('gets one vote of each customer but its author, of fifty at once', async () => {
    const { uuid } = await aProduct(shop);
    const review = await reviewed(first(), uuid);
    const helpful = async () => (await read(uuid)).results[0]?.helpful;
    expect((await vote(first(), review)).body.code).toBe(1204);
    expect(new Set(await many(50, async () => (await vote(second(), review)).status))).toEqual(new Set([204]));
    expect(await helpful()).toBe(1);
    await many(50, (at) => vote(fifty[at] as SignedIn, review));
    expect(await helpful()).toBe(49);
    await many(50, () => withdraw(second(), review));
    expect(await helpful()).toBe(48);
    expect((await vote(second(), unknownUuid)).body.code).toBe(1200);
  });

  it('is found, answered, hidden and restored by staff, with an audit trail', async () => {
    const { uuid, slug } = await aProduct(shop);
    const review = await reviewed(first(), uuid, { rating: 1 });
    await reviewed(second(), uuid, { rating: 2 });
    const answer = `/api/admin/reviews/${review}/answer`;
    const answered = await shop.put<Review>(answer, { ...staff, body: { text: ' We are sorry ' } });
    expect(answered.body).toMatchObject({ answer: { text: 'We are sorry' }, customer: { uuid: first().uuid } });
    expect((await read(uuid, '?ordering=rating')).results[0]?.answer).toEqual({
      text: 'We are sorry',
      date: expect.stringMatching(/Z$/),
    });
    expect((await shop.put(answer, { ...staff, body: { text: '  ' } })).status).toBe(400);
    expect((await shop.delete<Review>(answer, staff)).body.answer).toBeNull();
    await moderate(staff, review, 'hidden');
    const found = async (query: string) =>
      (await shop.get<Reviews>(`/api/admin/reviews?${query}`, staff)).body.results.map(({ rating }) => rating);
    expect(await found(`product=${slug}`)).toEqual([2, 1]);
    expect(await found(`product=${uuid}&rating=2`)).toEqual([2]);
    expect(await found(`product=${uuid}&status=hidden`)).toEqual([1]);
    await moderate(staff, review, 'restored');
    const trail = (await auditTrail(shop, `review/${review}`)).map(({ action, changes }) => ({ action, changes }));
    expect(trail).toEqual([
      { action: 'review.answer', changes: { from: { answer: null }, to: { answer: 'We are sorry' } } },
      { action: 'review.answer', changes: { from: { answer: 'We are sorry' }, to: { answer: null } } },
      { action: 'review.hide', changes: { from: { status: 'published' }, to: { status: 'hidden' } } },
      { action: 'review.restore', changes: { from: { status: 'hidden' }, to: { status: 'published' } } },
    ]);
  });

  it('is written or refused while its product is deleted, of fifty at once, and leaves nothing behind', async () => {
    const manager = await aCustomer(shop, 'catalog_manager');
    const { uuid } = await aProduct(shop);
    const gone = many(1, async () => (await shop.delete(`/api/admin/products/${uuid}`, manager)).status);
    const answers = await many(50, async (at) => (await write(fifty[at] as SignedIn, uuid)).status);
    expect(await gone).toEqual([200]);
    expect(answers.filter((status) => ![201, 404].includes(status))).toEqual([]);
    expect(await shop.rows('select id from reviews where product_id not in (select id from products)')).toEqual([]);
    expect((await read(uuid)).code).toBe(1011);
  });

  it('goes with its product, and outlives the account of its author', async () => {
    const [author, manager] = [await aCustomer(shop), await aCustomer(shop, 'catalog_manager')];
    const [kept, removed] = [await aProduct(shop), await aProduct(shop)];
    const review = await reviewed(author, kept.uuid, { rating: 2 });
    const votedFor = await reviewed(first(), kept.uuid, { rating: 4 });
    await vote(author, votedFor);
    await vote(first(), await reviewed(author, removed.uuid));
    expect((await shop.delete(`/api/admin/products/${removed.uuid}`, manager)).status).toBe(200);
    expect((await own(author)).map(({ review_uuid }) => review_uuid)).toEqual([review]);
    await shop.rows('delete from customers where uuid = ?', [author.uuid]);
    await expectRated(shop, kept.uuid, [2, 4]);
    const { results } = await read(kept.uuid, '?ordering=rating');
    expect(results).toMatchObject([{ author: 'Customer', verified_purchase: false }, { helpful: 1 }]);
  });
});

describe('the reviews of a product', () => {
  const shop = useShop();
  let product: string;
  beforeAll(async () => {
    const products = await many(20, () => aProduct(shop));
    product = products[0]?.uuid ?? '';
    const productOf = `(array[${products.map(({ id }) => id).join(', ')}])[1 + id % 20]`;
    await shop.rows(`
      with author as (
        insert into customers (uuid, username, username_key, email, email_key, password_hash, guest_token, created_at, updated_at)
        select gen_random_uuid(), 'a' || n, 'a' || n, 'a' || n, 'a' || n, '', gen_random_uuid(), now(), now() from generate_series(1, 4000) n
        returning id
      ), review as (
        insert into reviews (uuid, product_id, customer_id, status, rating, title, text, helpful_count)
        select gen_random_uuid(), ${productOf}, id, 'published', 1 + id % 5, '',
          repeat('word ', 40), id % 7 from author
      ), placed as (
        insert into orders (uuid, customer_id, payment, currency, subtotal, tax, taxes, total, created_at, updated_at)
        select gen_random_uuid(), id, 'cash', 'EUR', 100, 0, '[]', 100, now(), now() from author returning id
      ), line as (
        insert into order_lines (uuid, order_id, product_id, product_uuid, name, quantity, price, tax_rate, total, tax)
        select gen_random_uuid(), id, ${productOf}, gen_random_uuid(), '', 1, 100, 0, 100, 0 from placed returning id, order_id
      ), parcel as (
        insert into shipments (uuid, order_id, carrier, shipped_at, delivered_at)
        select gen_random_uuid(), order_id, '', now(), now() from line returning id, order_id
      )
      insert into shipment_lines (shipment_id, order_line_id, quantity)
      select parcel.id, line.id, 1 from parcel join line using (order_id)`);
    for (const table of ['customers', 'reviews', 'orders', 'order_lines', 'shipments', 'shipment_lines'])
      await shop.rows(`vacuum analyze ${table}`);
  });

  it.each(['newest', 'helpful', 'rating', '-rating'])('by %s are one statement with an index', async (ordering) => {
    const url = `/api/products/${product}/reviews?ordering=${ordering}`;
    const statements = await statementsOf(async () => expect((await shop.get<Reviews>(url)).body.count).toBe(200));
    expect(statements).toHaveLength(1);
    expect(await planOf(shop, statements[0] as Statement)).not.toMatch(/Seq Scan on (?!products)/);
  });

  it('of all products look each purchase up by an index, too', async () => {
    const staff = await aCustomer(shop, 'support');
    const statements = await statementsOf(() => shop.get('/api/admin/reviews', staff));
    const list = statements.find(({ text }) => text.includes('verified_purchase'));
    expect(await planOf(shop, list as Statement)).not.toMatch(/Seq Scan on "?(orders|order_lines|shipment)/);
  });
});

describe('products by rating', () => {
  const shop = useShop();

  it('come in the order of their Bayesian mean: one review weighs less than fifty', async () => {
    const rated = { 'Good plum': [240, 50], 'New plum': [5, 1], Plum: [0, 0], 'Bad plum': [20, 10], Pear: [50, 10] };
    for (const [name, [rating_sum, rating_count]] of Object.entries(rated))
      await aProduct(shop, { name, rating_sum, rating_count });
    const names = async (query: string) =>
      (await shop.get<{ results: { name: string }[] }>(`/api/products?${query}`)).body.results.map(({ name }) => name);
    expect(await names('ordering=-rating')).toEqual(['Good plum', 'Pear', 'New plum', 'Plum', 'Bad plum']);
    expect(await names('ordering=rating')).toEqual(['Bad plum', 'Plum', 'New plum', 'Pear', 'Good plum']);
    expect(await names('ordering=-rating&search=plum&in_stock=true')).toEqual([
      'Good plum',
      'New plum',
      'Plum',
      'Bad plum',
    ]);
  });
});
