import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cii, ubl } from '../src/invoice/e-invoice.js';
import { coreRules, factsOf, peppolRules, xrechnungRules } from './support/invoice-rules.js';
import { documents } from './support/invoices.js';

const runs = { numRuns: 300 };

describe.each([
  ['UBL', ubl],
  ['CII', cii],
])('the rules on %s', (_syntax, render) => {
  it('of EN 16931 hold for every category, party, place and currency', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(documents, (document) => {
        const facts = factsOf(render(document));
        coreRules(facts);
        facts.breakdown.forEach(({ category }) => seen.add(category));
      }),
      runs,
    );
    expect([...seen].toSorted()).toEqual(['AE', 'E', 'G', 'K', 'S', 'Z']);
  });

  it('of XRechnung 3.0 hold with its profile', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const buyer = { ...document.buyer, post_code: '10115', city: 'Berlin' };
        xrechnungRules(factsOf(render({ ...document, buyer, profile: 'xrechnung' })));
      }),
      runs,
    );
  });

  it('of Peppol BIS Billing 3 hold with its profile', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const seller = { ...document.seller, electronic_address: { scheme: '9945', id: 'PL5260001246' } };
        const buyer = { ...document.buyer, vat_id: 'DE136695976' };
        peppolRules(factsOf(render({ ...document, seller, buyer, profile: 'peppol' })));
      }),
      runs,
    );
  });

  it('do not change documents from before the facts that they need', () => {
    const [document] = fc.sample(documents, 1);
    if (!document) throw new Error('none');
    const { supply: _, delivery: __, tax_currency: ___, profile: ____, ...old } = document;
    const { terms, taxTotals } = factsOf(render(old));
    expect(terms).toMatchObject({ 'BT-72 delivered': '', 'BT-80 delivery country': '', 'BT-6 tax currency': '' });
    expect(Object.keys(taxTotals)).toEqual(['EUR']);
  });
});
