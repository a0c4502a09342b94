import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * A closing HTTP server waits for every connection, also for those that a browser opened without using them and for idle
 * keep-alive connections. This closes both kinds during the shutdown.
 */
export function drainConnections(app: NestFastifyApplication): void {
  const server: Server = app.getHttpServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const drain = () => {
    server.closeIdleConnections();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', async () => {
      const timer = setInterval(drain, 50);
      server.once('close', () => clearInterval(timer));
    });
}
