import i18n from 'i18next';
import { asApiError, fieldErrors } from '../api/error';

/** What went wrong, in the language of the reader where there is a text for the code, else as the server says it. */
export function errorText(thrown: unknown): string {
  const error = asApiError(thrown);
  const text = i18n.getResource(i18n.language, 'errors', String(error.code)) as string | undefined;
  const fields = Object.entries(fieldErrors(error)).map(([field, message]) => `${field}: ${message}`);
  return [text ?? error.message, ...fields].join(' ');
}
