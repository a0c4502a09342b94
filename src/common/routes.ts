import { Injectable } from '@nestjs/common';

/** The addresses this server knows, so that a wrong method is told from a wrong address. */
@Injectable()
export class Routes {
  private readonly known: { pattern: RegExp; method: string }[] = [];

  add(method: string, url: string): void {
    // What answers everywhere (a preflight) makes no address known.
    if (url === '*' || url === '/*') return;
    // CORS answers preflights everywhere, which makes no address a known one.
    if (url === '*') return;
    const pattern = url.replace(/\/$/, '').split('/').map(asPattern).join('/');
    this.known.push({ pattern: new RegExp(`^${pattern}/?$`), method });
  }

  methodsAt(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    return [...new Set(this.known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].toSorted();
  }
}

const asPattern = (segment: string): string =>
  segment === '*' ? '.*' : segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
