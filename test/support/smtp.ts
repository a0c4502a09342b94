import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** How the server fails for a recipient; it accepts mails for all others. */
type Behavior = 'hangs' | 'dies' | 'is busy' | 'rejects the recipient';

export interface Received {
  to: string;
  message: Part;
}

type Callback = (error?: Error | null) => void;

/** A real SMTP server on its own port, which can be stopped, restarted and made to fail. */
export class Smtp {
  readonly received: Received[] = [];
  readonly behaviors = new Map<string, Behavior>();
  port = 0;
  private server: SMTPServer;
  private readonly sockets = new Set<Socket>();

  async start(): Promise<this> {
    this.server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: true,
      disableReverseLookup: true,
      onAuth: ({ password }, _session, done) =>
        password === 'wrong' ? done(new Error(`no such password: ${password}`)) : done(null, { user: 'shop' }),
      onRcptTo: ({ address }, _session, done) => done(this.refusal(address)),
      onData: (stream, session, done) => void this.read(stream, session, done),
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const closed = Promise.withResolvers<void>();
    this.server.close(() => closed.resolve());
    for (const socket of this.sockets) socket.destroy();
    await closed.promise;
  }

  get url(): string {
    return `smtp://shop:s%40cret@127.0.0.1:${this.port}`;
  }

  to(recipient: string): Received[] {
    return this.received.filter(({ to }) => to === recipient);
  }

  private refusal(address: string): Error | null {
    const behavior = this.behaviors.get(address);
    if (behavior === 'is busy') return Object.assign(new Error('come back later'), { responseCode: 451 });
    if (behavior === 'rejects the recipient') return Object.assign(new Error('no such mailbox'), { responseCode: 550 });
    return null;
  }

  private async read(stream: SMTPServerDataStream, session: SMTPServerSession, done: Callback): Promise<void> {
    const to = session.envelope.rcptTo[0]?.address ?? '';
    const behavior = this.behaviors.get(to);
    if (behavior === 'dies') {
      await once(stream, 'readable').catch(() => undefined);
      for (const socket of this.sockets) if (socket.remotePort === session.remotePort) socket.destroy();
      return;
    }
    const bytes = await buffer(stream).catch(() => undefined);
    // A client that goes away within a message waits for no answer.
    if (!bytes) return;
    if (behavior === 'hangs') return;
    this.received.push({ to, message: partOf(bytes) });
    done();
  }
}

/** A MIME message, or a part of one. */
export interface Part {
  headers: Record<string, string>;
  content: Buffer;
  parts: Part[];
}

export function partOf(bytes: Buffer): Part {
  const raw = bytes.toString('latin1');
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = raw.slice(end + 4);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1];
  const inner = boundary ? `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1) : [];
  const parts = inner.map((part) => partOf(Buffer.from(part.slice(2), 'latin1')));
  return { headers, content: decoded(body, headers['content-transfer-encoding']), parts };
}

function decoded(body: string, encoding = '7bit'): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const joined = body.replaceAll('=\r\n', '');
  return Buffer.from(
    joined.replaceAll(/=([\dA-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    'latin1',
  );
}

/** The first part of a type, however deep. */
export function find(message: Part, type: string): Part | undefined {
  if (message.headers['content-type']?.startsWith(type)) return message;
  return message.parts.map((part) => find(part, type)).find((part) => part !== undefined);
}
