import { createHash } from 'node:crypto';
import { validate } from 'uuid';

/** Small ASCII letters and digits, joined by single hyphens. Never a UUID, because paths and filters take either. */
export const slugPattern = /^(?![\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$)[a-z\d]+(-[a-z\d]+)*$/;

export const maxSlugLength = 200;

/** Which column a reference names a row by. */
export const keyColumn = (key: string) => (validate(key) ? 'uuid' : 'slug');

/** The slug of a name: `Crème brûlée` becomes `creme-brulee`. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z\d]+/g, '-')
    // Leaves room for the number of SlugService.
    .slice(0, maxSlugLength - 20)
    .replaceAll(/^-|-$/g, '');
  if (slugPattern.test(slug)) return slug;
  return `x${createHash('sha256').update(name).digest('hex').slice(0, 10)}`;
}
