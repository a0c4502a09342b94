import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';

/** Agrees to TLS as PostgreSQL does, with a certificate that no authority has signed. */
export async function selfSignedServer(): Promise<{ port: number; close: () => void }> {
  const pem = await readFile(new URL('../fixtures/self-signed.pem', import.meta.url));
  const secureContext = createSecureContext({ key: pem, cert: pem });
  const server = createServer((socket) =>
    socket.once('data', () => {
      socket.write('S');
      new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
