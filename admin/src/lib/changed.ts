/**
 * What a form changes of a record. What stays as it was shown is left out: a colleague may have changed it since.
 *
 * @param shown the values that the form was opened with
 */
export function changed<Values, Body extends object>(
  bodyOf: (values: Values) => Body,
  values: Values,
  shown: Values,
): Partial<Body> {
  const before = new Map(Object.entries(bodyOf(shown)).map(([field, value]) => [field, JSON.stringify(value)]));
  const isChanged = ([field, value]: [string, unknown]) => before.get(field) !== JSON.stringify(value);
  return Object.fromEntries(Object.entries(bodyOf(values)).filter(isChanged)) as Partial<Body>;
}
