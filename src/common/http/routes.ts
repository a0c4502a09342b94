import { Injectable } from '@nestjs/common';
import { pathOf } from './api-contracts.js';

/** The addresses this server knows, so that a wrong method is told from a wrong address. */
@Injectable()
export class Routes {
  private readonly known: { pattern: RegExp; method: string }[] = [];

  add(method: string, url: string): void {
    // What answers everywhere (a preflight) makes no address known.
    if (url === '*' || url === '/*') return;
    const pattern = pathOf(url).split('/').map(asPattern).join('/');
    this.known.push({ pattern: new RegExp(`^${pattern}$`), method });
  }

  methodsAt(url: string): string[] {
    const path = pathOf(url);
    return [...new Set(this.known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].toSorted();
  }
}

const asPattern = (segment: string): string =>
  segment === '*' ? '.*' : segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
