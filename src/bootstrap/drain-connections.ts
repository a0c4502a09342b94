import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * A closing server waits for every connection to end by itself: for the ones that a browser opened and has not used yet,
 * and for the ones kept alive after their last answer. Here it lets them go.
 */
export function drainConnections(app: NestFastifyApplication): void {
  const server: Server = app.getHttpServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const letGo = () => {
    server.closeIdleConnections();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', async () => {
      const again = setInterval(letGo, 50);
      server.once('close', () => clearInterval(again));
    });
}
