import { expect, it } from 'vitest';
import { aProduct } from '../../factories/index.js';
import { runExample } from '../../support/contract.js';
import { useShop } from '../../support/shop.js';

const shop = useShop();

it('has an example client whose whole story works', async () => {
  for (const name of ['Banana', 'Apple', 'Kiwi']) await aProduct(shop, { name });
  expect(await runExample(shop, 'shop')).toContain('the whole story works');
});
