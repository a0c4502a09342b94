import { pathOf } from '../common/http/api-contracts.js';
import type { Routes } from '../common/http/routes.js';

const maxLength = 200;
/** A token, a uuid, a link of a mail: whatever nobody types. */
const secretLike = /^[^/]{20,}$/;

/** The path of an unknown address, to find broken links by: without its query, and without what may be somebody's secret. */
export function loggedPath(url: string, routes: Routes): string {
  // A known address with a wrong method: its parameters may be tokens.
  const known = routes.patternAt(url);
  if (known !== undefined) return known;
  return pathOf(url)
    .split('/')
    .map((segment) => (secretLike.test(segment) ? '…' : segment))
    .join('/')
    .slice(0, maxLength);
}
