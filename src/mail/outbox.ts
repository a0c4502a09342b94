import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SendMailOptions } from 'nodemailer';

/** Where mails lie when there is no server to send them: a folder of files that any mail program opens. */
export class Outbox {
  constructor(private readonly folder: string) {}

  async keep(name: string, message: SendMailOptions): Promise<void> {
    const { createTransport } = await import('nodemailer');
    const toBytes = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message: bytes } = await toBytes.sendMail(message);
    await mkdir(this.folder, { recursive: true });
    const path = join(this.folder, name);
    await writeFile(`${path}.part`, bytes, { mode: 0o600 });
    // Whole or not at all.
    await rename(`${path}.part`, path);
  }

  /** Names begin with their time, so they sort by it. */
  async forget(before: string): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) if (name < before) await rm(join(this.folder, name), { force: true });
  }
}
