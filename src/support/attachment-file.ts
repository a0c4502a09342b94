import { StreamableFile } from '@nestjs/common';
import { parse } from 'node:path';

export const maxBytes = 5 * 1024 * 1024;
export const uploadLimits = { fileSize: maxBytes, files: 1, fields: 10, fieldSize: 1024 };

/** For Swagger. */
export const attachmentContent = {
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
};

export interface AttachmentFile {
  name: string;
  content_type: string;
  content: Buffer;
}

/** By their first bytes: what a client says about a file is not asked. */
const formats = [
  { extension: 'jpg', content_type: 'image/jpeg', sharp: 'jpeg', begins: /^\xFF\xD8\xFF/ },
  { extension: 'png', content_type: 'image/png', sharp: 'png', begins: /^\x89PNG\r\n/ },
  { extension: 'webp', content_type: 'image/webp', sharp: 'webp', begins: /^RIFF[^]{4}WEBP/ },
  { extension: 'pdf', content_type: 'application/pdf', sharp: null, begins: /^%PDF-[12]\.\d/ },
] as const;

export const contentTypes = formats.map(({ content_type }) => content_type);

export type AttachmentFormat = (typeof formats)[number];

/** Undefined for anything that is not taken. A PDF must also end as one. */
export function formatOf(upload: Buffer): AttachmentFormat | undefined {
  const head = upload.subarray(0, 16).toString('latin1');
  const format = formats.find(({ begins }) => begins.test(head));
  const isCutOff = format?.extension === 'pdf' && !/%%EOF[\s\0]*$/.test(upload.subarray(-1024).toString('latin1'));
  return isCutOff ? undefined : format;
}

/** The name that was sent, with the extension of what the content is, and without anything that a file system or a header could mistake. */
export function fileName(sent: string, { extension }: AttachmentFormat): string {
  const base = parse(sent.replaceAll('\\', '/')).name.normalize('NFC');
  const safe = base.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '_').trim();
  return `${[...safe].slice(0, 100).join('') || 'attachment'}.${extension}`;
}

/** Saved by a browser, never shown: it comes from a stranger. */
export const toDownload = ({ name, content_type, content }: AttachmentFile): StreamableFile =>
  new StreamableFile(content, {
    type: content_type,
    disposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    length: content.length,
  });
