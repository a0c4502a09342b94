import { ImagePlus, Star, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queryClient } from '../../api/client';
import { useCan } from '../../api/me';
import { upload } from '../../api/session';
import { errorText } from '../../i18n/error-text';
import { Button, buttonClass } from '../../ui/button';
import { Card } from '../../ui/card';
import { Confirm } from '../../ui/confirm';
import { toast } from '../../ui/toast';
import type { Detail } from './product';

export function PicturesCard({ product: { uuid, name, images } }: { product: Detail }) {
  const { t } = useTranslation();
  const id = useId();
  const mayEdit = useCan()('write:products');
  const [sending, setSending] = useState(false);
  const order = api.useMutation('put', '/api/admin/products/{uuid}/images');
  const remove = api.useMutation('delete', '/api/admin/products/{uuid}/images/{image_uuid}');
  const add = async (files: FileList | null) => {
    setSending(true);
    try {
      for (const file of files ?? []) await upload(`/api/admin/products/${uuid}/images`, file);
      toast.success(t('common.saved'));
    } catch (error) {
      toast.error(errorText(error));
    }
    setSending(false);
    await queryClient.invalidateQueries();
  };
  const makeFirst = (image: string) => {
    const others = images.map((each) => each.uuid).filter((each) => each !== image);
    const before = images.map((each) => each.uuid);
    const write = (sorted: string[]) => ({ params: { path: { uuid } }, body: { images: sorted } });
    order.mutate(write([image, ...others]), {
      onSuccess: () => toast.success(t('common.saved'), () => order.mutateAsync(write(before))),
    });
  };
  return (
    <Card
      title={t('product.pictures')}
      actions={
        mayEdit && (
          <>
            <label htmlFor={id} aria-busy={sending} className={`${buttonClass('secondary', 'sm')} cursor-pointer`}>
              <ImagePlus aria-hidden />
              {t('product.addPicture')}
            </label>
            <input
              id={id}
              type="file"
              multiple
              accept="image/png,image/jpeg,image/webp,image/avif"
              className="sr-only"
              disabled={sending}
              onChange={({ target }) => void add(target.files)}
            />
          </>
        )
      }
    >
      {images.length === 0 && <p className="text-muted">{t('product.noPictures')}</p>}
      <ul className="grid grid-cols-2 gap-3">
        {images.map((image, at) => (
          <li key={image.uuid} className="overflow-hidden rounded-lg border border-line">
            <img
              src={new URL(image.widths[0]?.url ?? '', location.origin).pathname}
              alt={`${name}, ${at + 1}`}
              className="aspect-square w-full object-cover"
            />
            {mayEdit && (
              <div className="flex justify-end">
                {at > 0 && (
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={t('product.makeMain')}
                    onClick={() => makeFirst(image.uuid)}
                  >
                    <Star />
                  </Button>
                )}
                <Confirm
                  title={t('product.removePicture')}
                  description={t('common.cannotUndo')}
                  action={t('common.remove')}
                  onConfirm={() => remove.mutate({ params: { path: { uuid, image_uuid: image.uuid } } })}
                >
                  <Button variant="ghost" size="icon" aria-label={t('product.removePicture')}>
                    <Trash2 />
                  </Button>
                </Confirm>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
