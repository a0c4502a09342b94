import { createReadStream } from 'node:fs';
import { encodingOfWords } from './letter-encodings.js';

/** As `TextDecoder` knows them. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1254',
  'windows-1257',
  'ibm866',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
] as const;
export type Encoding = (typeof encodings)[number];

/** What is wrong with a file as a whole, and where it begins. */
export class UnreadableFile extends Error {
  constructor(
    reason: string,
    readonly line = 1,
  ) {
    super(reason);
  }
}

export const letterWasLost = 'has the sign � for a letter that was lost when the file was saved: export it again';

/** Words with bytes that are not of ASCII. */
const strangeWord = /[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*/g;

/** Letters of such words that tell which encoding it is. */
const enough = 20_000;

/**
 * The encoding of words whose bytes are not of ASCII. Russian and its neighbours have many `а` and `о`, and use the last letters
 * of the alphabet, where Greek, Hebrew and other code pages have others.
 *
 * @throws UnreadableFile for what is none that is known, because a letter that is read wrong is seen too late
 */
function encodingOfStrange(words: string[]): Encoding {
  const others = words.filter((word) => /^[\x80-\xff]{4,}$/.test(word)).join('');
  const bytes = Buffer.from(words.join(' '), 'latin1');
  const isOtherScript = others.length > words.join('').replaceAll(/[\0-\x7f]/g, '').length / 2;
  const found = isOtherScript
    ? (['windows-1251', 'ibm866'] as const).find((encoding) => isCyrillic(Buffer.from(others, 'latin1'), encoding))
    : encodingOfWords(bytes);
  if (found) return found;
  throw new UnreadableFile(
    'is in an encoding that cannot be told: save it again, as CSV UTF-8, or say which one it is, like encoding=windows-1251',
  );
}

function isCyrillic(bytes: Buffer, encoding: Encoding): boolean {
  const text = new TextDecoder(encoding).decode(bytes);
  const share = (letters: RegExp) => (text.match(letters)?.length ?? 0) / text.length;
  return share(/[а-яёіїєґўђјљњћџ]/gi) > 0.95 && share(/[ао]/gi) > 0.12 && share(/[ь-яЬ-Я]/g) > 0.01;
}

/**
 * The encoding of a text file: by its byte order mark, its zero bytes, or by whether all of it is UTF-8.
 *
 * @throws UnreadableFile where single letters are no UTF-8, because then no other encoding is right either, and where none reads well
 */
export async function encodingOf(path: string, head: Buffer): Promise<Encoding> {
  const marked = markOf(head);
  if (marked) return marked;
  const decoder = new TextDecoder('utf-8');
  let [line, broken, brokenLine, sound, lost, length] = [1, 0, 0, 0, 0, 0];
  let end: Buffer = Buffer.alloc(0);
  const strange: string[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true });
    if (/[^\0-\x7f]/.test(text)) {
      const bad = text.split('\uFFFD').length - 1;
      if (bad > 0 && broken === 0) brokenLine = line + linesIn(text.slice(0, text.indexOf('\uFFFD')));
      broken += bad;
      sound += text.match(/[\u0080-\uFFFC]/g)?.length ?? 0;
      // It may begin in the chunk before.
      if (bad > 0) lost += Buffer.concat([end, chunk]).toString('latin1').split('\xef\xbf\xbd').length - 1;
      if (bad > 0 && length < enough) {
        const words = chunk.toString('latin1').match(strangeWord) ?? [];
        strange.push(...words);
        length += words.join('').length;
      }
    }
    line += linesIn(text);
    end = chunk.subarray(-2);
  }
  // Where a letter was lost before, the cell says so.
  if (broken === lost) return 'utf-8';
  if (lost > 0) throw new UnreadableFile(letterWasLost, brokenLine);
  if (sound >= broken)
    throw new UnreadableFile(
      'has bytes that are no UTF-8, while the rest of the file is: save it again, as UTF-8',
      brokenLine,
    );
  return encodingOfStrange(strange);
}

function markOf(head: Buffer): Encoding | undefined {
  const hex = head.subarray(0, 4).toString('hex');
  if (hex === 'fffe0000' || hex === '0000feff') throw new UnreadableFile('is UTF-32: save it as UTF-8, and send that');
  if (hex.startsWith('efbbbf')) return 'utf-8';
  if (hex.startsWith('fffe')) return 'utf-16le';
  if (hex.startsWith('feff')) return 'utf-16be';
  const pairs = Math.floor(head.length / 2);
  const zeros = [0, 0] as [number, number];
  for (let at = 0; at < pairs * 2; at++) if (head[at] === 0) zeros[at % 2 === 0 ? 0 : 1]++;
  // In text of letters, digits and commas, every other byte of UTF-16 is zero.
  if (pairs > 1 && zeros[1] > pairs * 0.4 && zeros[0] < pairs * 0.1) return 'utf-16le';
  if (pairs > 1 && zeros[0] > pairs * 0.4 && zeros[1] < pairs * 0.1) return 'utf-16be';
  return undefined;
}

const linesIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** A file as text, with `\n` between its lines. */
export async function* textOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let held = '';
  for await (const chunk of createReadStream(path, { highWaterMark: 16 * 1024 }) as AsyncIterable<Buffer>) {
    const text = held + decoder.decode(chunk, { stream: true });
    held = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - held.length).replaceAll(/\r\n?/g, '\n');
  }
  yield (held + decoder.decode()).replaceAll('\r', '\n');
}
