/** Codes of the list EAS, by which EN 16931 names the kinds of electronic addresses. */
const schemes = new Set(
  (
    '0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183 0184 0188 0190 0191 ' +
    '0192 0193 0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 0215 0216 0217 0218 ' +
    '0221 0225 0230 0235 0240 9910 9913 9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 ' +
    '9933 9934 9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959 ' +
    'AN AQ AS AU EM'
  ).split(' '),
);

/** The schemes of VAT numbers, by their prefix. */
const vatSchemes: Record<string, string> = Object.fromEntries(
  (
    'AT 9914,BE 9925,BG 9926,CH 9927,CY 9928,CZ 9929,DE 9930,EE 9931,EL 9933,ES 9920,FI 0213,FR 9957,GB 9932,HR 9934,' +
    'HU 9910,IE 9935,IT 0211,LT 9937,LU 9938,LV 9939,MT 9943,NL 9944,PL 9945,PT 9946,RO 9947,SI 9949,SK 9950,DK 0198'
  )
    .split(',')
    .map((pair) => pair.split(' ')),
);

export interface ElectronicAddress {
  /** Of the list EAS. @example 0088 */
  scheme: string;
  id: string;
}

export const electronicAddress = (text: string): ElectronicAddress => {
  const at = text.indexOf(':');
  return { scheme: text.slice(0, at), id: text.slice(at + 1) };
};

export const isElectronicAddress = (text: string): boolean => {
  const { scheme, id } = electronicAddress(text);
  return schemes.has(scheme) && /^[\x21-\x7e]{1,100}$/.test(id);
};

/** The address in the network Peppol that a VAT number stands for, in countries where it does. */
export function electronicAddressOfVat(number: string): ElectronicAddress | undefined {
  if (number.startsWith('SE')) return { scheme: '0007', id: number.slice(2, 12) };
  if (number.startsWith('NO')) return { scheme: '0192', id: number.slice(2, 11) };
  const scheme = vatSchemes[number.slice(0, 2)];
  return scheme ? { scheme, id: number } : undefined;
}
