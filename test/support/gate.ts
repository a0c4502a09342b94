import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Client } from 'pg';
import { freshDatabase } from './shop.js';

/** A database whose `url` leads through a gate, and a client that is connected to it directly. */
export async function gatedDatabase(): Promise<{ url: string; gate: Gate; direct: Client }> {
  const url = new URL(await freshDatabase());
  const direct = new Client({ connectionString: url.href });
  await direct.connect();
  const gate = new Gate(Number(url.port));
  await gate.open();
  url.port = String(gate.port);
  return { url: url.href, gate, direct };
}

/** A TCP proxy to the database, which can fail as networks do. */
export class Gate {
  port = 0;
  /** How many were accepted since it opened or stalled last. */
  connections = 0;
  private server?: Server;
  private silent = false;
  private readonly sockets = new Set<Socket>();
  private losing?: { words: string; before: () => Promise<unknown> };

  /** @param target port of the database */
  constructor(private readonly target: number) {}

  /** Forwards everything, connections that were there before are cut. */
  async open(): Promise<void> {
    this.close();
    this.connections = 0;
    await this.listen((socket) => {
      this.connections++;
      const through = connect(this.target, '127.0.0.1');
      this.keep(through);
      this.forward(socket, through);
      this.forward(through, socket);
    });
  }

  /** As when the server is killed: connections break, new ones are refused. */
  close(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    this.silent = false;
  }

  /** As when the server hangs: new connections are accepted, but never answered. */
  async stall(): Promise<void> {
    this.close();
    this.connections = 0;
    await this.listen(() => this.connections++);
  }

  /** As when a network loses packets: nothing is broken, and what is sent on any connection does not arrive. */
  swallow(): void {
    this.silent = true;
  }

  /** The next question with these words reaches the server after this work, and what the server says from then on is lost. */
  loseAnswer(words: string, before: () => Promise<unknown>): void {
    this.losing = { words, before };
  }

  /** The network works again, but what it has forgotten stays silent: connections that were open in between. */
  forget(): void {
    for (const socket of this.sockets) lost.add(socket);
    this.silent = false;
  }

  private forward(from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (this.silent || lost.has(from)) return;
      const { losing } = this;
      if (!losing || !bytes.includes(losing.words)) return void to.write(bytes);
      delete this.losing;
      lost.add(to);
      void losing.before().then(() => to.write(bytes));
    });
    from.on('close', () => {
      if (!this.silent && !lost.has(from)) to.destroy();
    });
  }

  private async listen(answer: (socket: Socket) => unknown): Promise<void> {
    this.server = createServer((socket) => {
      this.keep(socket);
      answer(socket);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}

const lost = new WeakSet<Socket>();
