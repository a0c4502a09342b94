import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SendMailOptions } from 'nodemailer';

/** A folder of mails, used where there is no SMTP server. Any mail program opens its files. */
export class Outbox {
  constructor(private readonly folder: string) {}

  /** @throws Error of the file system where no mail can be stored */
  async assertWritable(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await rmdir(await mkdtemp(join(this.folder, '.check-')));
  }

  async store(name: string, message: SendMailOptions): Promise<void> {
    const { createTransport } = await import('nodemailer');
    const toBytes = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message: bytes } = await toBytes.sendMail(message);
    const path = join(this.folder, name);
    const write = () => writeFile(`${path}.part`, bytes, { mode: 0o600 });
    await write().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(this.folder, { recursive: true });
      await write();
    });
    // A crash leaves no incomplete mail.
    await rename(`${path}.part`, path);
  }

  /** @param uuids of mails; file names end with theirs */
  async remove(uuids: string[]): Promise<void> {
    const unwanted = new Set(uuids);
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names)
      if (unwanted.has(/([\da-f-]{36})\.eml/.exec(name)?.[1] ?? '')) await rm(join(this.folder, name), { force: true });
  }

  /** @param time ISO 8601; file names begin with theirs */
  async removeOlderThan(time: string): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) if (name < time) await rm(join(this.folder, name), { force: true });
  }
}
