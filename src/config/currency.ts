/** The codes of ISO 4217, list one, by their digits; without funds, metals and those whose minor unit is a 10,000th. */
const codes = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
      CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS
      KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
      PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
      TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

const digitsByCode: ReadonlyMap<string, number> = new Map(
  Object.entries(codes).flatMap(([digits, list]) => list.split(/\s+/).map((code) => [code, Number(digits)] as const)),
);

/** How many decimals amounts of a currency have; of one that was withdrawn since its order, two. */
export const digitsOf = (currency: string): number => digitsByCode.get(currency) ?? 2;

export const isCurrency = (code: string): boolean => digitsByCode.has(code);

/** The currencies with so many digits, where that is not two. */
export const currenciesWith = (digits: 0 | 3): string[] =>
  [...digitsByCode].filter(([, each]) => each === digits).map(([code]) => code);

let chosen = 'EUR';

/** A process serves one shop: its currency is chosen before the first request, and validators need no configuration. */
export function useCurrency(currency: string): void {
  chosen = currency;
}

/** The currency of all prices. Documents carry their own, which is an older one after a change. */
export const shopCurrency = (): string => chosen;
