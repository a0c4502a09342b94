// An SMTP server in a process of its own, which accepts every mail and discards it.
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authOptional: true,
  disableReverseLookup: true,
  onData: (stream, _session, done) => stream.on('end', () => done()).resume(),
});
// A client that hangs up is no reason to end.
server.on('error', () => undefined);
await once(server.listen(0, '127.0.0.1'), 'listening');
process.send(server.server.address().port);
process.on('disconnect', () => process.exit());
