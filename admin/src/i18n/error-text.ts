import i18n from 'i18next';
import { asApiError, fieldErrors } from '../api/error';

const mebibyte = 1024 * 1024;

/** What went wrong, in the language of the reader where there is a text for the code, else as the server says it. */
export function errorText(thrown: unknown): string {
  const error = asApiError(thrown);
  const text = i18n.getResource(i18n.language, 'errors', String(error.code)) as string | undefined;
  const fields = Object.entries(fieldErrors(error)).map(([field, message]) => `${field}: ${message}`);
  const most = (error.details as { most_bytes?: number } | null)?.most_bytes;
  if (error.code === 4013 && most && most >= mebibyte) return i18n.t('tooLarge', { size: Math.floor(most / mebibyte) });
  return [text ?? error.message, ...fields].join(' ');
}
