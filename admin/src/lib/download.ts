import { fetchFile } from '../api/session';
import { errorText } from '../i18n/error-text';
import { toast } from '../ui/toast';

/** Saves a file of the API: a link alone would not carry the access token. */
export async function download(path: string, name: string): Promise<void> {
  try {
    const url = URL.createObjectURL(await fetchFile(path));
    Object.assign(document.createElement('a'), { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (error) {
    toast.error(errorText(error));
  }
}
