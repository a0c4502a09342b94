import { describe, expect, it } from 'vitest';
import { plainLine, visible } from '../src/identity/characters.js';

describe('text: what can be seen', () => {
  const blank = ['', ' ', '\n', '\u200B', '\u00AD', '\u2800', '\u3164', '\u202E'];
  const seen = ['a', ' 7 ', '…', '🙂', 'Чай'];

  it('is a letter, digit or sign', () => {
    expect(blank.filter((text) => visible.test(text))).toEqual([]);
    expect(seen.filter((text) => visible.test(text) && plainLine.test(text))).toEqual(seen);
    expect(['a\nb', 'a\u0000'].filter((text) => plainLine.test(text))).toEqual([]);
  });

  it('is looked for once in each place: a long text does not stop the shop', () => {
    const million = 'a'.repeat(1_000_000);
    expect(plainLine.test(`${million}\n`)).toBe(false);
    expect(plainLine.test(`${' '.repeat(1_000_000)}\n`)).toBe(false);
    expect(plainLine.test(million)).toBe(true);
  });
});
