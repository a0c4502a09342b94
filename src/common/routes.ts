import { Injectable } from '@nestjs/common';

/** The addresses this server knows, so that a wrong method is told from a wrong address. */
@Injectable()
export class Routes {
  private readonly known: { pattern: RegExp; method: string }[] = [];

  add(method: string, url: string): void {
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
