import type { LoggerService } from '@nestjs/common';
import { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';
import { currentRequest } from '../common/http/request-id.js';
import { isDatabaseAway } from '../common/http/request.errors.js';

/** JSON in production, readable elsewhere; every line of a request carries its id. */
export async function createLog(production: boolean): Promise<Logger> {
  return pino(
    {
      redact: ['req.headers.authorization', 'req.headers["x-guest-token"]', 'req.headers.cookie'],
      serializers: { err: withoutValues },
      mixin: () => {
        const request = currentRequest();
        return request ? { request: request.id } : {};
      },
    },
    // Buffered for a tenth of a second at most: one write per line costs more than the request itself.
    production ? output({ sync: false, minLength: 4096, periodicFlush: 100 }) : await readable(),
  );
}

/** Of lines that cannot be written, as on a full disk: later ones are dropped until there is room. */
const mostKeptBytes = 1024 * 1024;

/** A shop that cannot log goes on selling: what is kept is tried again with the next line. */
function output(options: { sync: boolean; minLength?: number; periodicFlush?: number }) {
  const stdout = pino.destination({ ...options, maxLength: mostKeptBytes });
  let failing = false;
  stdout.on('error', () => (failing = true)).on('write', () => (failing = false));
  // At the end it would try for ever to write what it has kept.
  process.prependListener('exit', () => failing && stdout.destroy());
  return stdout;
}

/** Of an error of the database, what holds neither rows nor values: those stand in `detail`, `where` and some messages. */
const harmless = ['type', 'message', 'stack', 'code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine'];

/** Errors of the driver carry their whole connection, and what the database says about the values of a statement. */
export function withoutValues(error: Error) {
  const { client: _, ...rest } = pino.stdSerializers.err(error) as object & { client?: unknown };
  if (!('severity' in rest && 'routine' in rest)) return rest;
  const entries = Object.entries(rest).filter(([name]) => harmless.includes(name));
  return withoutQuotes(Object.fromEntries(entries));
}

/** `invalid input syntax for type uuid: "…"`: what follows a colon and a quotation mark was sent to us. MikroORM appends the `detail`. */
const quoted = (text: string) => text.replaceAll(/: "[^\n]*"/g, ': "…"').replaceAll(/^ - detail: .*\n?/gm, '');

/** Lines of one context about an outage, in a second. */
const maxOutageLines = 10;

/** Where only what production needs is installed, as in the image, lines are JSON everywhere. */
async function readable(): Promise<DestinationStream> {
  const pretty = await import('pino-pretty').then(
    (module) => module.default,
    () => undefined,
  );
  const stdout = output({ sync: true });
  if (!pretty) return stdout;
  // An error of its destination would end it.
  const destination = new Writable({
    write: (text: Buffer, _encoding, done) => {
      stdout.write(text.toString());
      done();
    },
  });
  return pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss', singleLine: true, destination });
}

const withoutQuotes = (fields: object) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? quoted(value) : value]),
  );

/** Nest's logger on top of pino. */
export class NestLog implements LoggerService {
  private readonly outages = new Map<string, { second: number; lines: number; leftOut: number }>();

  constructor(private readonly pino: Logger) {}

  log(message: unknown, context?: unknown): void {
    // Nest's own start-up messages only help its developers.
    this.write(isFramework(context) ? 'debug' : 'info', message, context);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // An error that prevents the start is thrown too, and logged once.
    this.write(isFramework(rest.at(-1)) ? 'debug' : 'error', message, rest.at(-1));
  }

  warn(message: unknown, context?: unknown): void {
    this.write('warn', message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.write('debug', message, context);
  }

  private write(level: 'error' | 'warn' | 'info' | 'debug', message: unknown, context: unknown): void {
    if (typeof message === 'string') return this.pino[level]({ context }, message);
    const { unavailable = message, ...fields } = Object(message) as { unavailable?: unknown };
    // An error may bring its connection with keys and values.
    const about = message instanceof Error ? {} : fields;
    if (isDatabaseAway(unavailable)) this.outage(String(context), about, unavailable as Error);
    else if (message instanceof Error) this.pino[level]({ context, err: message }, quoted(message.message));
    else this.pino[level]({ context, ...withoutQuotes(Object(message)) });
  }

  /** One line without a stack, and not one for each of a thousand requests. */
  private outage(context: string, about: object, { message, ...error }: Error & { code?: string }): void {
    const second = Math.trunc(performance.now() / 1_000);
    const last = this.outages.get(context);
    if (last?.second === second && last.lines >= maxOutageLines) return void last.leftOut++;
    const leftOut = last?.leftOut ? { left_out: last.leftOut } : {};
    this.outages.set(context, { second, lines: last?.second === second ? last.lines + 1 : 1, leftOut: 0 });
    const code = error.code ? { code: error.code } : {};
    this.pino.warn({ context, ...about, ...code, reason: quoted(message), ...leftOut });
  }
}

const isFramework = (context: unknown) =>
  ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'ExceptionHandler'].includes(
    String(context),
  );
