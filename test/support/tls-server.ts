import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';

/** Agrees to TLS as PostgreSQL does, with a certificate that no authority has signed, keeps what it is told then, and hangs up. */
export async function selfSignedServer(): Promise<{ port: number; told: string[]; close: () => void }> {
  const pem = await readFile(new URL('../fixtures/self-signed.pem', import.meta.url));
  const secureContext = createSecureContext({ key: pem, cert: pem });
  const told: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (request) => {
      // SSLRequest; else somebody would go on without.
      if (request.length !== 8) {
        socket.destroy();
        return;
      }
      socket.write('S');
      const secured = new TLSSocket(socket, { isServer: true, secureContext });
      secured.on('error', () => undefined);
      secured.once('data', (startup) => {
        told.push(startup.toString());
        secured.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, told, close: () => server.close() };
}
