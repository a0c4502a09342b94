type Part = string | number | boolean | null | Part[] | { [key: string]: Part };

/**
 * A part of an OpenAPI document with what its references lead to. Runs in the browser, so it knows nothing but its arguments.
 *
 * The resolver of Swagger's page reads the whole document anew for each operation that is opened, which took three quarters of
 * the time until the page or the operation showed.
 *
 * @param baseDoc address of the document: the page names a schema by what led to it
 */
export function resolveSubtree(document: Part, path: string[], { baseDoc }: { baseDoc: string }) {
  const at = (keys: string[]): Part =>
    keys.reduce<Part>((part, key) => (part as Record<string, Part> | undefined)?.[key] ?? {}, document);
  const resolve = (part: Part, within: string[]): Part => {
    if (Array.isArray(part)) return part.map((each) => resolve(each, within));
    if (typeof part !== 'object' || part === null) return part;
    const { $ref, allOf, ...rest } = part;
    const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, resolve(value, within)]));
    if (Array.isArray(allOf)) {
      const bases = allOf.map((each) => resolve(each, within));
      // What a reference is said to be in this place, beside its own description.
      return bases.length === 1 ? { ...(bases[0] as object), ...own } : { ...own, allOf: bases };
    }
    if (typeof $ref !== 'string') return own;
    if (within.includes($ref)) return part;
    const target = resolve(at($ref.split('/').slice(1)), [...within, $ref]);
    return { ...(target as object), ...own, $$ref: baseDoc + $ref };
  };
  return Promise.resolve({ spec: resolve(at(path), []), errors: [] });
}
