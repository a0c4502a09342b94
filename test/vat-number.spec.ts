import { expect, it } from 'vitest';
import { electronicAddressOfVat, isElectronicAddress } from '../src/vat/electronic-address.js';
import { vatAreaOf, vatAreaOfNumber } from '../src/vat/vat-area.js';
import { canonicalVatNumber, isVatNumber } from '../src/vat/vat-number.js';

/** Published by their tax offices, companies and the VIES, two and more for countries that have several kinds. */
const published =
  'ATU13585627 BE0403019261 BE0428759497 BG175074752 CHE107787577IVA CY10259033P CZ25123891 CZ7103192745 DE136695976 ' +
  'DK13585628 EE100931558 EE100594102 EL094259216 ESB58378431 ES54362315K ESX2482300W ESJ99216582 ESA28015865 FI20774740 ' +
  'FR40303265045 FR23334175221 FRK7399859412 FR61954506077 GB980780684 GB802311782 HR33392005961 HU12892312 IE6433435F ' +
  'IE6433435OA IE8D79739I IT00743110157 LT119511515 LT100001919017 LU15027442 LV40003521600 MT11679112 NL004495445B01 ' +
  'NL000099998B57 NL002455799B11 NO995525828MVA PL5260001246 PL8567346215 PT501964843 RO18547290 SE123456789701 ' +
  'SI50223054 SK2022749619 XI980780684';

it('VAT numbers: published ones are valid, in their country only', () => {
  for (const number of published.split(' ')) {
    expect(isVatNumber(number), number).toBe(true);
    const prefix = number.slice(0, 2);
    const country = prefix === 'EL' ? 'GR' : prefix === 'XI' ? 'GB' : prefix;
    expect(isVatNumber(number, country), number).toBe(true);
    expect(isVatNumber(number, country === 'US' ? 'CA' : 'US'), number).toBe(false);
  }
  expect(isVatNumber('GR094259216', 'GR')).toBe(false);
  expect(isVatNumber('FR40303265045', 'MC')).toBe(true);
});

it('VAT numbers: one wrong digit is noticed, wherever it is', () => {
  // Dutch numbers follow one of two rules, so one in 97 wrong ones passes; Swedish ones end with a count.
  const unchecked = (number: string, at: number) => number.startsWith('NL') || (number.startsWith('SE') && at > 11);
  for (const number of published.split(' '))
    [...number].forEach((sign, at) => {
      if (!/\d/.test(sign) || unchecked(number, at)) return;
      const wrong = `${number.slice(0, at)}${(Number(sign) + 1) % 10}${number.slice(at + 1)}`;
      expect(isVatNumber(wrong), wrong).toBe(false);
    });
});

it('VAT numbers: have one form, and never another one', () => {
  expect(canonicalVatNumber(' de 136.695-976 ')).toBe('DE136695976');
  expect(canonicalVatNumber('CHE-107.787.577 iva')).toBe('CHE107787577IVA');
  expect(canonicalVatNumber('ＤＥ１３６６９５９７６')).toBe('DE136695976');
  for (const wrong of [
    '',
    'DE',
    '136695976',
    'DE13669597',
    'DE1366959761',
    'DE136695976X',
    'DEABCDEFGHI',
    'XX1',
    '__12',
  ])
    expect(isVatNumber(wrong), wrong).toBe(false);
  expect(isVatNumber('US12-34', 'US')).toBe(false);
  expect(isVatNumber('AU51824753556', 'AU')).toBe(true);
});

it('VAT area: has holes and annexes', () => {
  const areas = [
    [{ country: 'DE', post_code: '10115' }, 'DE'],
    [{ country: 'GR', post_code: '104 34' }, 'EL'],
    [{ country: 'ES', post_code: '35001' }, null],
    [{ country: 'DE', post_code: '78266' }, null],
    [{ country: 'FI', post_code: '22100' }, null],
    [{ country: 'AX', post_code: '22100' }, null],
    [{ country: 'FR', post_code: '97400' }, null],
    [{ country: 'MC', post_code: '98000' }, 'FR'],
    [{ country: 'GB', post_code: 'bt1 1aa' }, 'XI'],
    [{ country: 'GB', post_code: 'SW1A 1AA' }, null],
    [{ country: 'CH', post_code: '8001' }, null],
    [{ country: 'AT' }, 'AT'],
  ] as const;
  for (const [place, area] of areas) expect(vatAreaOf(place), JSON.stringify(place)).toBe(area);
  expect(['EL094259216', 'XI980780684', 'GB980780684', 'CHE107787577IVA'].map(vatAreaOfNumber)).toEqual([
    'EL',
    'XI',
    null,
    null,
  ]);
});

it('electronic addresses: have a scheme of the list EAS', () => {
  expect(['0088:4035811991014', '0204:991-1234512345-06', 'EM:a@b.example'].every(isElectronicAddress)).toBe(true);
  expect(['4035811991014', '1234:1', '0088:', '0088:a b', ''].some(isElectronicAddress)).toBe(false);
  expect(electronicAddressOfVat('DE136695976')).toEqual({ scheme: '9930', id: 'DE136695976' });
  expect(electronicAddressOfVat('SE123456789701')).toEqual({ scheme: '0007', id: '1234567897' });
  expect(electronicAddressOfVat('XI980780684')).toBeUndefined();
});
