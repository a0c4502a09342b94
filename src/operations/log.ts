import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { currentRequest } from '../common/http/request-id.js';

/** JSON in production, readable elsewhere; every line of a request carries its id. */
export async function createLog(production: boolean): Promise<Logger> {
  return pino(
    {
      redact: ['req.headers.authorization', 'req.headers["x-guest-token"]', 'req.headers.cookie'],
      serializers: { err: withoutClient },
      mixin: () => {
        const request = currentRequest();
        return request ? { request: request.id } : {};
      },
    },
    // Buffered for a tenth of a second at most: one write per line costs more than the request itself.
    production ? pino.destination({ sync: false, minLength: 4096, periodicFlush: 100 }) : await readable(),
  );
}

/** Errors of the driver carry their whole connection. */
const withoutClient = (error: Error) => {
  const { client: _, ...rest } = pino.stdSerializers.err(error) as { client?: unknown };
  return rest;
};

async function readable(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss', singleLine: true, sync: true });
}

/** Nest's logger on top of pino. */
export class NestLog implements LoggerService {
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
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'string') this.pino[level]({ context }, message);
    else this.pino[level]({ context, ...Object(message) });
  }
}

const isFramework = (context: unknown) =>
  ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'ExceptionHandler'].includes(
    String(context),
  );
