import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, map, type Observable, of } from 'rxjs';
import { Config } from '../config/config.js';
import { Changes } from '../database/changes.js';
import { etagOf } from '../operations/revalidation.js';

interface Answer {
  body: Buffer;
  etag: string;
  /** By the clock of `performance`. */
  until: number;
}

const lifetime = 1_000;
const mostBytes = 16 * 1024 * 1024;
const longestKey = 500;

/**
 * What the catalogue has answered, as bytes: for a second at most, and only until anything in the catalogue changes. It
 * is for looking, never for selling: an order asks the rows themselves.
 */
@Injectable()
export class Answers {
  private answers = new Map<string, Answer>();
  /** Asked of the database at this moment: whoever asks the same waits for the same. */
  private asked = new Map<string, Promise<Answer>>();
  private bytes = 0;

  constructor(
    changes: Changes,
    private readonly config: Config,
  ) {
    changes.on('catalog', () => this.forget());
  }

  known(key: string): Answer | undefined {
    const answer = this.answers.get(key);
    return answer && answer.until > performance.now() ? answer : undefined;
  }

  ask(key: string, work: () => Promise<unknown>): Promise<Answer> {
    const { asked } = this;
    const running = asked.get(key) ?? this.answered(key, work).finally(() => asked.delete(key));
    asked.set(key, running);
    return running;
  }

  private async answered(key: string, work: () => Promise<unknown>): Promise<Answer> {
    const { answers } = this;
    const until = performance.now() + lifetime;
    const body = Buffer.from(JSON.stringify(await work()));
    const answer = { body, etag: etagOf(body), until };
    // What was forgotten while it was asked for may be told once, but not kept.
    if (answers === this.answers && key.length <= longestKey) this.keep(key, answer);
    return answer;
  }

  private keep(key: string, answer: Answer): void {
    if (this.config.get('RESPONSE_CACHE_MIB') === 0) return;
    this.bytes += answer.body.length - (this.answers.get(key)?.body.length ?? 0);
    this.answers.set(key, answer);
    if (this.bytes > mostBytes) this.forget();
  }

  private forget(): void {
    this.answers = new Map();
    this.asked = new Map();
    this.bytes = 0;
  }
}

const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'public, no-cache' };

@Injectable()
class Remembers implements NestInterceptor {
  constructor(private readonly answers: Answers) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const key = `${request.protocol}://${request.host}${request.url}`;
    const send = ({ body, etag }: Answer) => {
      void reply.headers({ ...headers, ETag: etag });
      return body;
    };
    const known = this.answers.known(key);
    if (known) return of(send(known));
    return from(this.answers.ask(key, () => lastValueFrom(next.handle()))).pipe(map(send));
  }
}

/** What anybody may see of the catalogue: remembered while nothing changes, and revalidated by its `ETag`. */
export const Remembered = () => UseInterceptors(Remembers);
