const secret = /password|token|secret|hash|(?<!post_|country_)code/i;

/** Without the values of secrets, at any depth: the trail is read by more people than may know them. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  // A moment is an object too, and JSON knows how to write it.
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secret.test(key) && inner !== null ? '***' : masked(inner)]),
  );
}
