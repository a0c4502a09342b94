import { open } from 'node:fs/promises';

const sampleBytes = 64 * 1024;

/** The first and the last bytes of a file. */
export async function sampleOf(path: string): Promise<{ head: Buffer; tail: Buffer }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, sampleBytes);
    const [head, tail] = [Buffer.alloc(length), Buffer.alloc(length)];
    await file.read(head, 0, length, 0);
    await file.read(tail, 0, length, size - length);
    return { head, tail };
  } finally {
    await file.close();
  }
}

const asCsv = 'save it as "CSV UTF-8" or as .xlsx, and send that';
const kinds: [RegExp, string][] = [
  [/^\xD0\xCF[^]\xE0/, `is an Excel workbook of the old kind (.xls): ${asCsv}`],
  [/^PK[^]*opendocument\.spreadsheet/, `is an OpenDocument spreadsheet (.ods): ${asCsv}`],
  [/^PK[^]*\.iwa/, 'is a Numbers spreadsheet: choose File > Export To > CSV, and send that'],
  [/^PK[^]*xl\/workbook\.bin/, `is a binary Excel workbook (.xlsb): ${asCsv}`],
  [/^PK(?![^]*xl\/workbook\.xml)[^]*word\//, 'is a Word document: products come as a table, in CSV or .xlsx'],
  [/^PK(?![^]*xl\/workbook\.xml)/, 'is a zip archive: unpack it, and send the CSV file in it'],
  [/^(7z\xBC\xAF|Rar!|BZh|\xFD7zXZ)/, 'is an archive: unpack it, and send the CSV file in it'],
  [/^%PDF/, 'is a PDF document: export the products as CSV, and send that'],
  [/^(\x89PNG|\xFF\xD8\xFF|GIF8|RIFF)/, 'is a picture: export the products as CSV, and send that'],
];
const textKinds: [RegExp, string][] = [
  [
    /^\s*(<!doctype html|<html|<head|<body|<table|<meta|<style)/i,
    `is a web page, even if its name ends in .xls: open it in a spreadsheet, ${asCsv}`,
  ],
  [/^\s*</, 'is XML: export the products as CSV, and send that'],
  [/^\s*(\{\\rtf)/, 'is an RTF document: export the products as CSV, and send that'],
  [/^\s*(\{|\[\s*[[{"\]])/, 'is JSON: export the products as CSV, and send that'],
];

/** Why a file of another kind cannot be read, by its content; the name of a file often lies. */
export function otherKind(head: Buffer, tail: Buffer): string | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'is a gzip archive: unpack it, and send the CSV file in it';
  const bytes = head.toString('latin1') + tail.toString('latin1');
  return kinds.find(([kind]) => kind.test(bytes))?.[1];
}

export const otherText = (text: string): string | undefined => textKinds.find(([kind]) => kind.test(text))?.[1];

export const isWorkbook = (head: Buffer): boolean => head.subarray(0, 4).toString('latin1') === 'PK\x03\x04';
