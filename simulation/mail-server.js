import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/**
 * A real SMTP server on a port of its own. A recipient's name says how it treats the first attempt of each mail:
 * `busy-…` is told to come again, `lost-…` is taken but the connection ends before the answer. Later attempts succeed.
 */
export class MailServer {
  /** Every message that was taken, once for each time it came. */
  received = [];
  #tried = new Set();
  #sockets = new Set();
  #server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData: (stream, session, done) => void this.#take(stream, session, done),
  });

  async start() {
    this.#server.on('error', () => undefined);
    this.#server.server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `smtp://127.0.0.1:${this.#server.server.address().port}`;
  }

  async stop() {
    const closed = once(this.#server.server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #take(stream, { envelope, remotePort }, done) {
    const recipient = envelope.rcptTo[0]?.address ?? '';
    // A shop that is killed leaves half a mail behind.
    const bytes = await buffer(stream).catch(() => undefined);
    if (!bytes) return done(new Error('the mail broke off'));
    const { id, subject } = headersOf(bytes);
    const isFirst = !this.#tried.has(id);
    this.#tried.add(id);
    if (isFirst && recipient.startsWith('busy-'))
      return done(Object.assign(new Error('come again'), { responseCode: 451 }));
    this.received.push({ id, recipient, subject });
    if (!isFirst || !recipient.startsWith('lost-')) return done();
    for (const socket of this.#sockets) if (socket.remotePort === remotePort) socket.destroy();
  }
}

function headersOf(bytes) {
  const raw = bytes.toString('latin1');
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name) => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1] ?? '';
  return { id: header('message-id'), subject: header('subject') };
}
