import { Injectable } from '@nestjs/common';
import { pathOf } from './api-contracts.js';

/** The registered routes, to tell a wrong method from an unknown address. */
@Injectable()
export class Routes {
  private readonly routes: { url: string; pattern: RegExp; method: string }[] = [];
  private readonly firstSegments = new Set<string>();

  add(method: string, url: string): void {
    // A handler for every address (preflight) is no route.
    if (url === '*' || url === '/*') return;
    this.firstSegments.add(pathOf(url).split('/')[1] ?? '');
    const pattern = pathOf(url).split('/').map(asPattern).join('/');
    this.routes.push({ url, pattern: new RegExp(`^${pattern}$`), method });
  }

  /** The registered address, `/api/orders/:order_uuid`, whatever its method. */
  patternAt(url: string): string | undefined {
    const path = pathOf(url);
    return this.routes.find(({ pattern }) => pattern.test(path))?.url;
  }

  /** Whether addresses of the shop begin like this path. */
  startLike(path: string): boolean {
    return this.firstSegments.has(path.split('/')[1] ?? '');
  }

  methodsAt(url: string): string[] {
    const path = pathOf(url);
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].toSorted();
  }
}

const asPattern = (segment: string): string =>
  segment === '*' ? '.*' : segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
