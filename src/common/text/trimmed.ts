/** For `@Transform`: text without the white space around it, composed the one way in which equal texts are equal. */
export const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : value;

/** {@link trimmed} text, nothing where it is blank: forms send empty fields. */
export const trimmedOrNone = (given: { value: unknown }): unknown => trimmed(given) || undefined;
