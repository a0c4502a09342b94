import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { currentRequestId } from '../common/http/request-id.js';

/** JSON in production, readable elsewhere; the id of the request on every line that belongs to one. */
export async function createLog(production: boolean): Promise<Logger> {
  return pino(
    {
      redact: ['req.headers.authorization', 'req.headers["x-guest-token"]', 'req.headers.cookie'],
      serializers: { err: withoutClient },
      mixin: () => {
        const request = currentRequestId();
        return request ? { request } : {};
      },
    },
    // Written together, a tenth of a second late at most: a line of its own for each request costs more than the request.
    production ? pino.destination({ sync: false, minLength: 4096, periodicFlush: 100 }) : await readable(),
  );
}

/** An error of the driver carries its whole connection. */
const withoutClient = (error: Error) => {
  const { client: _, ...rest } = pino.stdSerializers.err(error) as { client?: unknown };
  return rest;
};

async function readable(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss', singleLine: true, sync: true });
}

/** Nest's own words, on the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, context?: unknown): void {
    // What Nest says while it starts is of interest to nobody but its developers.
    this.write(isOfNest(context) ? 'debug' : 'info', message, context);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // What hinders the start is thrown too, and told once.
    this.write(isOfNest(rest.at(-1)) ? 'debug' : 'error', message, rest.at(-1));
  }

  warn(message: unknown, context?: unknown): void {
    this.write('warn', message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.write('debug', message, context);
  }

  private write(level: 'error' | 'warn' | 'info' | 'debug', message: unknown, context: unknown): void {
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'string') this.pino[level]({ context }, message);
    else this.pino[level]({ context, ...Object(message) });
  }
}

const isOfNest = (context: unknown) =>
  ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'ExceptionHandler'].includes(
    String(context),
  );
