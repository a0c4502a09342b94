import { Copy, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/clipboard';
import { saveFile } from '../lib/download';
import { Button } from './button';
import { toast } from './toast';

interface SecretTextProps {
  label: string;
  text: string;
  /** Name of a file that it can be saved as. */
  file?: string;
}

/** Something that is shown once, to be copied or saved. */
export function SecretText({ label, text, file }: SecretTextProps) {
  const { t } = useTranslation();
  const copy = async () => {
    if (await copyText(text)) toast.success(t('common.copied'));
    else toast.error(t('common.notCopied'));
  };
  return (
    <div className="flex flex-col gap-2">
      <pre
        aria-label={label}
        role="group"
        tabIndex={0}
        className="overflow-x-auto rounded-lg bg-subtle p-3 font-mono text-sm break-all whitespace-pre-wrap"
      >
        {text}
      </pre>
      <div className="flex gap-2">
        <Button size="sm" onClick={() => void copy()}>
          <Copy aria-hidden />
          {t('common.copy')}
        </Button>
        {file && (
          <Button size="sm" onClick={() => saveFile(new Blob([`${text}\n`], { type: 'text/plain' }), file)}>
            <Download aria-hidden />
            {t('common.download')}
          </Button>
        )}
      </div>
    </div>
  );
}
