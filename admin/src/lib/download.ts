import { fetchFile } from '../api/session';
import { errorText } from '../i18n/error-text';
import { toast } from '../ui/toast';

/** Saves a file of the API: a link alone would not carry the access token. */
export async function download(path: string, name: string): Promise<void> {
  try {
    saveFile(await fetchFile(path), name);
  } catch (error) {
    toast.error(errorText(error));
  }
}

export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
