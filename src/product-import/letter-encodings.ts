import type { Encoding } from './text-encoding.js';

/** How often, in percent, each letter that is not of ASCII is one of those of a language, roughly. */
const western = [
  'ü40 ä30 ß15 ö15',
  'é60 è12 à12 ê6 ç4 û2 ô2 î2 â2 ù1 ï1 œ1 ë0.5',
  'ó30 í25 á19 é14 ñ8 ú6 ü1',
  'ã24 ç18 á16 é12 í10 ó8 õ5 ê4 ú4 â2 à2 ô1',
  'è30 à30 ù15 ò15 é6 ì5',
  'à20 é20 ó15 è15 í10 ç8 ò5 ú5 ï2 ü1',
  'ë45 é30 ï15 ö5 ü3 è4 ê1',
  'ø38 å35 æ22 é3 ö1',
  'ä45 ö30 å20 é3',
];
const icelandic = 'ð20 á18 í16 ó10 ö9 æ9 þ8 é7 ú6 ý3';
const estonian = 'ä30 õ30 ü22 ö13 š1 ž1';
/** Names of many languages in one file. */
const mixed = [...'éèêëáàâäãåæíìîïóòôöõøœúùûüýÿñçßðþš'].map((letter) => `${letter}2`).join(' ');
const central = [
  'ł26 ę16 ą14 ó12 ż12 ś10 ć6 ń3 ź1',
  'í24 á17 ě11 é10 ř9 č8 ž8 š7 ý7 ů4 ú2 ť1 ď0.5 ň0.5 ó0.3',
  'á20 í14 č11 é10 ž10 ý9 š9 ú9 ť8 ľ5 ň2 ô2 ä2 ď2 ó1 ĺ0.2 ŕ0.2',
  'é30 á27 ö9 ó9 ő8 ü6 í5 ú3 ű3',
  'č35 š25 ž25 ć10 đ5',
  'ă35 î20 ş18 ţ18 â10',
];
const turkish = 'ı35 ş14 ü13 ç8 ğ8 ö6 İ3';
const baltic = ['ė25 ų18 š15 ž12 ū9 į8 ą7 č6 ę4', 'ā35 ī20 ē18 š10 ū6 ņ6 ļ4 ž3 ķ2 č2 ģ1'];

/** What each is written in, and how much likelier that is than others, as a logarithm. */
const candidates: { encoding: Encoding; prior: number; languages: string[] }[] = [
  { encoding: 'windows-1252', prior: 3, languages: [...western, icelandic, estonian, mixed] },
  { encoding: 'windows-1250', prior: 0, languages: central },
  { encoding: 'windows-1254', prior: -1, languages: [turkish] },
  { encoding: 'windows-1257', prior: -1, languages: baltic },
  { encoding: 'iso-8859-2', prior: -2, languages: central },
  { encoding: 'macintosh', prior: -2, languages: western },
];

/** Logarithms: of a sign that stands where none can, of a letter that the language has not, of signs that any text has. */
const [misplaced, foreign, usual, unusual] = [-11.5, -6.9, -3.9, -5.8];
const odd = 2;
const leastMargin = 2.5;
/** Per letter; a file of names of all languages is likelier in the code page of western Europe than in others. */
const leastScore = { western: -5, other: -3.3 };

const frequencies = (language: string): Map<string, number> =>
  new Map(
    language.split(' ').flatMap((each) => {
      const [letter, share] = [each.charAt(0), Math.log(Number(each.slice(1)) / 100)];
      return [letter, letter.toUpperCase()].map((written) => [written, share] as const);
    }),
  );

const isLetter = (sign: string): boolean => /[\p{Lu}\p{Ll}]/u.test(sign) && !/[µƒ]/.test(sign);
const isLarge = (sign: string): boolean => /\p{Lu}/u.test(sign);
const isSmall = (sign: string): boolean => /\p{Ll}/u.test(sign);
const isVowel = (sign: string): boolean => /^[aeiouyæøœı]/i.test(sign.normalize('NFD'));
const isForeign = (sign: string): boolean => sign > '\x7f' && isLetter(sign);

/**
 * The encoding of words of which each byte is a letter of the Latin alphabet or a sign, by how well they read in languages
 * that are written in it.
 *
 * @param words separated by spaces
 * @returns undefined where none fits, or where two do that read differently
 */
export function encodingOfWords(words: Buffer): Encoding | undefined {
  const found = candidates.flatMap(({ encoding, prior, languages }) => {
    // Some releases of Node decode this code page as Latin-1 unless they expect more.
    const text = new TextDecoder(encoding).decode(words, { stream: true });
    const signs = signsOf(text);
    const least = encoding === 'windows-1252' ? leastScore.western : leastScore.other;
    return languages.map((language) => {
      const { total, letters } = fit(signs, frequencies(language));
      return { encoding, text, score: total + prior, isReadable: letters >= least };
    });
  });
  const [best, ...others] = found.toSorted((a, b) => b.score - a.score);
  const rival = others.find(({ text }) => text !== best?.text);
  if (!best?.isReadable || (rival && best.score - rival.score < leastMargin)) return undefined;
  return best.encoding;
}

interface Sign {
  sign: string;
  /** Undefined for a letter in its place. */
  cost?: number;
  /** Consonants stand beside vowels, and vowels beside consonants. */
  isOdd: boolean;
}

function signsOf(text: string): Sign[] {
  return [...text].flatMap((sign, at) => {
    if (sign <= '\x7f') return [];
    const [before, after] = [text.charAt(at - 1), text.charAt(at + 1)];
    if (!isLetter(sign)) return [{ sign, cost: costOf(sign, isLetter(before) && isLetter(after)), isOdd: false }];
    const isMisplaced =
      (isLarge(sign) && (isSmall(before) || (isLarge(before) && isSmall(after)))) ||
      (isSmall(sign) && sign !== 'ß' && isLarge(before) && isLarge(after)) ||
      [1, 2, 3].every((back) => isForeign(text.charAt(at - back)));
    const besideVowel = isVowel(before) || isVowel(after);
    const isOdd = isLetter(before + after) && isVowel(sign) === besideVowel;
    return [isMisplaced ? { sign, cost: misplaced, isOdd } : { sign, isOdd }];
  });
}

function costOf(sign: string, isWithinWord: boolean): number {
  if (/[\u0080-\u009f\uFFFD]/.test(sign)) return misplaced;
  if (isWithinWord && /[–—]/.test(sign)) return unusual;
  if (isWithinWord) return /[’\u00a0\u00ad·]/.test(sign) ? usual : misplaced;
  return /[‘’“”„«»‹›–—…•€£°®©™\u00a0\u00ad·½¼¾²³×±§´]/.test(sign) ? usual : unusual;
}

/** In all, and on average of its letters and of what stands where none can. */
function fit(signs: Sign[], shares: Map<string, number>): { total: number; letters: number } {
  let [total, letters, count] = [0, 0, 0];
  for (const { sign, cost, isOdd } of signs) {
    const points = cost ?? (shares.get(sign) ?? foreign) - (isOdd ? odd : 0);
    total += points;
    if (cost !== undefined && cost !== misplaced) continue;
    letters += points;
    count++;
  }
  return { total, letters: count === 0 ? 0 : letters / count };
}
