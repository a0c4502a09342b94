import LineBreaker from 'linebreak';
import { type Cluster, type PdfFonts, printable } from './pdf-fonts.js';
import { bidi } from './shaped-font.js';

/** Text of one font and one direction. */
export interface TextRun {
  text: string;
  /** How many runs of its line stand left of it. */
  place: number;
  /** None in Inter. */
  face?: string;
  rightToLeft: boolean;
}

interface Placed extends Cluster {
  /** Odd where it is read from right to left. */
  level: number;
  /** Whether a line may begin with it. */
  breaks: boolean;
}

export type Measure = (runs: TextRun[]) => number;

/** The lines of a text, none wider than `width`; words that are too long are broken. */
export function linesOf(text: string, fonts: PdfFonts, width: number, measure: Measure): TextRun[][] {
  const widthOf = (clusters: Placed[]) => measure(runsOf(clusters));
  const lines: Placed[][] = [[]];
  let used = 0;
  const add = (clusters: Placed[]) => {
    if (used > 0 && used + widthOf(trimmed(clusters)) > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(...clusters);
    used += widthOf(clusters);
  };
  for (const word of wordsOf(place(printable(text), fonts))) {
    if (widthOf(trimmed(word)) <= width) add(word);
    else for (const cluster of word) add([cluster]);
  }
  return lines.map((clusters) => runsOf(trimmed(clusters)));
}

/** All of a text in one line. */
export const lineOf = (text: string, fonts: PdfFonts): TextRun[] => runsOf(place(printable(text), fonts));

function place(text: string, fonts: PdfFonts): Placed[] {
  const { levels } = bidi.getEmbeddingLevels(text);
  const breaks = new Set<number>();
  const breaker = new LineBreaker(text);
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) breaks.add(next.position);
  for (const at of dictionaryBreaks(text)) breaks.add(at);
  const placed = fonts
    .clusters(text)
    .map((cluster) => ({ ...cluster, level: levels[cluster.at] ?? 0, breaks: breaks.has(cluster.at) }));
  return placed.map((cluster, at) =>
    cluster.text === ' ' ? spaceBetween(placed[at - 1], cluster, placed[at + 1]) : cluster,
  );
}

/** A space is of the font of its neighbors, so that a phrase is one run: what is copied is as it was written. */
const spaceBetween = (before: Placed | undefined, space: Placed, after: Placed | undefined): Placed =>
  before?.face !== undefined &&
  before.face === after?.face &&
  before.level === space.level &&
  after.level === space.level
    ? { ...space, face: before.face }
    : space;

const dictionary = new Intl.Segmenter('th', { granularity: 'word' });

/** Thai, Lao, Khmer and Burmese have no spaces between words. */
function* dictionaryBreaks(text: string): Iterable<number> {
  for (const { 0: part, index } of text.matchAll(
    /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu,
  ))
    for (const word of dictionary.segment(part)) yield index + word.index;
}

function wordsOf(clusters: Placed[]): Placed[][] {
  const words: Placed[][] = [];
  for (const cluster of clusters) {
    if (cluster.breaks || words.length === 0) words.push([]);
    words.at(-1)?.push(cluster);
  }
  return words;
}

function trimmed(clusters: Placed[]): Placed[] {
  const last = clusters.findLastIndex(({ text }) => text !== ' ');
  return clusters.slice(0, last + 1);
}

function runsOf(clusters: Placed[]): TextRun[] {
  const runs: (Omit<TextRun, 'place'> & { level: number })[] = [];
  for (const { text, face, level } of clusters) {
    const run = runs.at(-1);
    if (run && run.face === face && run.level === level) run.text += text;
    else runs.push({ text, face, level, rightToLeft: level % 2 === 1 });
  }
  const page = inOrderOfPage(runs);
  return runs.map(({ level: _, ...run }, at) => ({ ...run, place: page.indexOf(runs[at]!) }));
}

/** From the highest level to the lowest odd one, what is at least of the level is reversed (UAX 9, L2). */
function inOrderOfPage<Run extends { level: number }>(runs: Run[]): Run[] {
  const ordered = [...runs];
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level--) {
    for (let start = 0; start < ordered.length; start++) {
      let end = start;
      while (end < ordered.length && ordered[end]!.level >= level) end++;
      ordered.splice(start, end - start, ...ordered.slice(start, end).toReversed());
      start = end;
    }
  }
  return ordered;
}
