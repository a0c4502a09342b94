import { createHash } from 'node:crypto';
import { validate } from 'uuid';

/** Small ASCII letters and digits, joined by single hyphens. Never a UUID, because paths and filters take either. */
export const slugPattern = /^(?![\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$)[a-z\d]+(-[a-z\d]+)*$/;

export const maxSlugLength = 200;

/** Which column a reference names a row by. */
export const keyColumn = (key: string) => (validate(key) ? 'uuid' : 'slug');

/** The slug of a name: `Crème brûlée` becomes `creme-brulee`, `Łódź` becomes `lodz`. */
export async function slugOf(name: string): Promise<string> {
  // Loaded with the first name, because its tables take 10 MiB.
  const { default: slugify } = await import('@sindresorhus/slugify');
  const words = name
    .normalize('NFKD')
    // The library would turn `ä` into `ae`, which no slug of a shop has had before.
    .replaceAll(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    // Symbols only separate words; the library would spell them out.
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ');
  // Leaves room for the number of SlugService.
  const slug = slugify(words, { decamelize: false })
    .slice(0, maxSlugLength - 20)
    .replace(/-$/, '');
  if (slugPattern.test(slug)) return slug;
  return `x${createHash('sha256').update(name).digest('hex').slice(0, 10)}`;
}
