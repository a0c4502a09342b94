import { crc32, deflateSync } from 'node:zlib';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let manager: SignedIn;

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
});

interface Image {
  uuid: string;
  widths: { width: number; url: string }[];
}

const drawn = (background: string, width = 1600, height = 900) =>
  sharp({ create: { width, height, channels: 3, background } });

const at = (product: { uuid: string }) => `/api/admin/products/${product.uuid}/images`;

async function upload(product: { uuid: string }, content: Buffer | string, field = 'file', token = manager.token) {
  const form = new FormData();
  form.append(field, new Blob([content as string], { type: 'image/png' }), 'picture.png');
  const encoded = new Response(form);
  return shop.post<Image & { code: number }>(at(product), {
    token,
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  });
}

const media = (url: string, headers = {}) => shop.app.inject({ url: new URL(url).pathname, headers });

describe('a picture of a product', () => {
  it.each(['png', 'jpeg', 'webp', 'avif'] as const)('is taken as %s and served in three widths', async (format) => {
    const product = await aProduct(shop);
    const added = await upload(product, await drawn('yellow').toFormat(format).toBuffer());
    expect(added).toMatchObject({ status: 201, body: { uuid: expect.any(String) } });
    expect(added.body.widths.map(({ width }) => width)).toEqual([320, 640, 1280]);
    for (const { width, url } of added.body.widths) {
      const served = await media(url);
      expect(served.statusCode).toBe(200);
      expect(served.headers).toMatchObject({
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(await sharp(served.rawPayload).metadata()).toMatchObject({
        format: 'webp',
        width,
        height: (width / 16) * 9,
      });
      const again = await media(url, { 'if-none-match': served.headers.etag as string });
      expect(again).toMatchObject({ statusCode: 304, body: '' });
    }
    const shown = await shop.get<{ image: string; images: Image[] }>(`/api/products/${product.uuid}`);
    expect(shown.body.images).toEqual([added.body]);
    expect(shown.body.image).toBe(added.body.widths[1]?.url);
  });

  it('is upright, without its metadata and never enlarged', async () => {
    const product = await aProduct(shop);
    const photo = await drawn('red', 400, 200)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'a secret place' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { body } = await upload(product, photo);
    const served = await media(body.widths[2]?.url ?? '');
    const kept = await sharp(served.rawPayload).metadata();
    expect([kept.width, kept.height, kept.exif]).toEqual([200, 400, undefined]);
  });

  it.each([
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['text', 'this is no picture'],
    ['nothing', ''],
    ['half a png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('is not %s', async (_, content) => {
    expect(await upload(await aProduct(shop), content)).toMatchObject({ status: 400, body: { code: 1016 } });
  });

  it.each(['gif', 'tiff'] as const)('is no %s, whatever its name says', async (format) => {
    const content = await drawn('red', 9, 9).toFormat(format).toBuffer();
    expect(await upload(await aProduct(shop), content)).toMatchObject({ status: 400, body: { code: 1016 } });
  });

  it('is not more pixels than memory can hold', async () => {
    const before = process.memoryUsage.rss();
    expect(await upload(await aProduct(shop), bomb(30_000, 30_000))).toMatchObject({
      status: 400,
      body: { code: 1016 },
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('has at most 20 MiB, as the error says', async () => {
    const product = await aProduct(shop);
    const most_bytes = 20 * 1024 * 1024;
    const phone = await drawn('red', 64, 64).png().toBuffer();
    expect(await upload(product, Buffer.concat([phone, Buffer.alloc(12 * 1024 * 1024)]))).toMatchObject({
      status: 201,
    });
    expect(await upload(product, Buffer.alloc(most_bytes + 1))).toMatchObject({
      status: 413,
      body: { code: 4013, details: { most_bytes } },
    });
  });

  it('comes in a form, in the field `file`, for a product that is there', async () => {
    const product = await aProduct(shop);
    const png = await drawn('red', 9, 9).png().toBuffer();
    expect(await upload(product, png, 'picture')).toMatchObject({ status: 400 });
    expect(await shop.post(at(product), { token: manager.token, body: {} })).toMatchObject({
      status: 400,
      body: { code: 4000, details: [{ field: 'file' }] },
    });
    expect(await upload({ uuid: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44' }, png)).toMatchObject({
      status: 404,
      body: { code: 1011 },
    });
    const { token } = await aCustomer(shop);
    expect(await upload(product, png, 'file', token)).toMatchObject({ status: 403, body: { code: 3003 } });
    expect(
      await shop.post(at(product), {
        token: manager.token,
        body: Buffer.from('--x\r\nno form'),
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      }),
    ).toMatchObject({ status: 400 });
  });

  it('is kept once for two products and forgotten with the last of them', async () => {
    const products = [await aProduct(shop), await aProduct(shop)] as const;
    const png = await drawn('green', 50, 50).png().toBuffer();
    const added = await Promise.all(products.map((product) => upload(product, png)));
    const [url = ''] = added.map(({ body }) => body.widths[0]?.url ?? '');
    expect((await media(url)).statusCode).toBe(200);
    const gone = await shop.delete(`${at(products[0])}/${added[0]?.body.uuid}`, { token: manager.token });
    expect(gone).toMatchObject({ status: 200, body: { status: 'OK', message: 'picture removed' } });
    expect((await media(url)).statusCode).toBe(200);
    await shop.delete(`/api/admin/products/${products[1].uuid}`, { token: manager.token });
    expect((await media(url)).json()).toMatchObject({ code: 1018 });
    expect(await shop.delete(`${at(products[0])}/${added[0]?.body.uuid}`, { token: manager.token })).toMatchObject({
      status: 404,
      body: { code: 1018 },
    });
  });

  it('stands where staff put it', async () => {
    const product = await aProduct(shop);
    const [a, b, c] = await Promise.all(
      ['red', 'green', 'blue'].map(
        async (colour) => (await upload(product, await drawn(colour, 9, 9).png().toBuffer())).body,
      ),
    );
    const arrange = (images: unknown) =>
      shop.put<{ images: Image[] }>(at(product), { token: manager.token, body: { images } });
    expect((await arrange([c?.uuid, a?.uuid])).body.images).toEqual([c, a, b]);
    const shown = await shop.get<{ images: Image[] }>(`/api/products/${product.uuid}`);
    expect(shown.body.images).toEqual([c, a, b]);
    expect((await arrange(['0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44'])).body).toMatchObject({ code: 1018 });
    expect((await arrange([c?.uuid, c?.uuid])).body).toMatchObject({ code: 4000 });
  });

  it('is one of twenty at most', async () => {
    const product = await aProduct(shop);
    const png = await drawn('black', 9, 9).png().toBuffer();
    // As many at once as one network may send.
    const turns = pLimit(6);
    const answers = await many(22, () => turns(() => upload(product, png)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ status, body }) => status === 400 && body.code === 4000)).toHaveLength(2);
  });
});

describe('an address below /media', () => {
  it.each(['nothing', 'a'.repeat(64) + '-640.webp', 'a'.repeat(64) + '-641.webp', '..%2f..%2fetc%2fpasswd', '%00'])(
    'is a 404 at %s',
    async (name) => {
      const answer = await shop.get(`/media/${name}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 1018 } });
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': expect.stringMatching(/json/),
      });
    },
  );
});

describe('an upload to an address that takes none', () => {
  it('is a 404 where there is no address', async () => {
    const answer = await shop.post('/api/nowhere', { body: Buffer.from('a'), headers: { 'content-type': 'text/csv' } });
    expect(answer).toMatchObject({ status: 404, body: { code: 4004 } });
  });

  it.each(['multipart/form-data; boundary=x', 'text/csv'])('is a 415 as %s', async (type) => {
    const answer = await shop.post('/api/login', { body: Buffer.from('--x--'), headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 415, body: { code: 4015 } });
  });
});

/** A small PNG that says it is huge. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 0], 8);
  const pixels = deflateSync(Buffer.alloc((width + 1) * 100));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}
