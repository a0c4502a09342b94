import type { SendMailOptions } from 'nodemailer';

/** The server says no, and will again. */
export class PermanentFailure extends Error {}

/** Milliseconds without a sign of the server, and for all of it. */
const [patience, limit] = [10_000, 60_000];

/** @param url `smtp://user:password@host:587` or `smtps://…` */
export function smtp(url: string): (message: SendMailOptions) => Promise<void> {
  const timeouts = { dnsTimeout: patience, connectionTimeout: patience, greetingTimeout: patience };
  // Loaded with the first mail: a resting shop spares its memory.
  const transport = async () =>
    (await import('nodemailer')).createTransport({ url, ...timeouts, socketTimeout: patience });
  let made: ReturnType<typeof transport> | undefined;
  return async (message) => {
    made ??= transport();
    await (await made).sendMail({ ...message, signal: AbortSignal.timeout(limit) }).catch(told);
  };
}

interface Failure extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
}

/** A refused login or sender is ours to mend, so it may be accepted later; what concerns this one mail may not. */
function told({ code, command = '', responseCode = 0, message }: Failure): never {
  // What a server answers to a password may repeat it.
  if (code === 'EAUTH') throw new Error(`the SMTP server refused our login (${responseCode})`);
  throw responseCode >= 500 && ['RCPT TO', 'DATA'].includes(command)
    ? new PermanentFailure(message)
    : new Error(message);
}
