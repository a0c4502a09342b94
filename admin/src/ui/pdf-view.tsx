import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchFile } from '../api/session';
import { errorText } from '../i18n/error-text';
import { buttonClass } from './button';
import { Dialog } from './dialog';
import { Skeleton } from './states';
import { toast } from './toast';

/** The PDF needs the access token, so it is fetched and shown from memory. */
export function PdfView({ path, name, onClose }: { path: string; name: string; onClose: () => void }) {
  const [file, setFile] = useState<Blob>();
  useEffect(() => {
    let left = false;
    fetchFile(path).then(
      (blob) => left || setFile(blob),
      (error: unknown) => toast.error(errorText(error)),
    );
    return () => {
      left = true;
    };
  }, [path]);
  return <PdfDialog file={file} name={name} onClose={onClose} />;
}

/** @param file what is shown, once it is there */
export function PdfDialog({ file, name, onClose }: { file: Blob | undefined; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <Dialog wide title={name} open onOpenChange={(open) => !open && onClose()}>
      {url ? (
        <div className="flex flex-col gap-3">
          <iframe src={url} title={name} className="h-[60dvh] w-full rounded-lg border border-line bg-white" />
          <a href={url} download={`${name}.pdf`} className={`${buttonClass()} self-end`}>
            <Download aria-hidden />
            {t('common.download')}
          </a>
        </div>
      ) : (
        <Skeleton rows={8} />
      )}
    </Dialog>
  );
}
