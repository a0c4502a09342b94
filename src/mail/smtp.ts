import type { SendMailOptions } from 'nodemailer';

/** The server rejects this mail, and would reject it again. */
export class PermanentFailure extends Error {}

/** Without a reply of the server, and for the whole mail. */
const [timeoutMs, deadlineMs] = [10_000, 40_000];

/** What is sent to this machine leaves it on no wire. */
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

/** Whether a server that offers no STARTTLS gets no mail, and no password. `smtps://` is encrypted from its first byte. */
export const requiresStartTls = (url: string, mode: 'required' | 'optional'): boolean =>
  mode === 'required' && /^smtp:/i.test(url) && !loopback.test(new URL(url).hostname);

/** @param url `smtp://user:password@host:587` or `smtps://…` */
export function smtpSender(url: string, mode: 'required' | 'optional'): (message: SendMailOptions) => Promise<void> {
  const timeouts = { dnsTimeout: timeoutMs, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs };
  // Loaded with the first mail, which spares an idle shop the memory.
  const createTransport = async () =>
    (await import('nodemailer')).createTransport({
      url,
      ...timeouts,
      socketTimeout: timeoutMs,
      requireTLS: requiresStartTls(url, mode),
    });
  let transport: ReturnType<typeof createTransport> | undefined;
  return async (message) => {
    transport ??= createTransport();
    await (
      await transport
    )
      .sendMail({ ...message, signal: AbortSignal.timeout(deadlineMs) })
      .catch((error) => Promise.reject(classifyError(error)));
  };
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
}

/** Only a refusal of this recipient or content is permanent: a refused login or sender can be configured away. */
function classifyError({ code, command = '', responseCode = 0, message }: SmtpError): Error {
  // A server may repeat the password in its reply.
  if (code === 'EAUTH') return new Error(`the SMTP server refused our login (${responseCode})`);
  return responseCode >= 500 && ['RCPT TO', 'DATA'].includes(command)
    ? new PermanentFailure(message)
    : new Error(message);
}
