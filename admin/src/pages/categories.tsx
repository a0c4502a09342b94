import { CornerDownRight, Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type Branch, type Category, indented, treeOf, useWholeList } from '../api/catalog';
import { api } from '../api/client';
import { useCan } from '../api/me';
import { changed } from '../lib/changed';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Confirm } from '../ui/confirm';
import { CheckField, SelectField, TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { Page } from '../ui/page';
import { Empty, Failure, Skeleton } from '../ui/states';
import { Table } from '../ui/table';
import { toast } from '../ui/toast';

export function Categories() {
  const { t } = useTranslation();
  const mayWrite = useCan()('write:categories');
  const { data, error, refetch } = useWholeList('/api/admin/categories');
  const tree = treeOf(data ?? []);
  return (
    <Page
      title={t('nav.categories')}
      subtitle={t('categories.hint')}
      actions={
        mayWrite && (
          <CategoryDialog tree={tree}>
            <Button variant="primary">
              <Plus aria-hidden />
              {t('categories.add')}
            </Button>
          </CategoryDialog>
        )
      }
    >
      <Card flush>
        {error ? (
          <Failure error={error} retry={refetch} />
        ) : !data ? (
          <Skeleton rows={8} />
        ) : tree.length === 0 ? (
          <Empty title={t('categories.empty')} hint={t('categories.emptyHint')} />
        ) : (
          <Table
            caption={t('nav.categories')}
            rows={tree}
            rowKey={({ category }) => category.uuid}
            columns={[
              {
                title: t('customer.name'),
                cell: ({ category, depth }) => (
                  <span className="flex items-center gap-1.5" style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
                    {depth > 0 && <CornerDownRight className="size-4 shrink-0 text-muted" aria-hidden />}
                    <span className={depth === 0 ? 'font-medium' : ''}>{category.name}</span>
                    {!category.active && <Badge>{t('categories.hidden')}</Badge>}
                  </span>
                ),
              },
              {
                title: t('product.slug'),
                wide: true,
                cell: ({ category }) => <span className="text-muted">{category.slug}</span>,
              },
              {
                title: t('common.actions'),
                right: true,
                cell: ({ category }) => mayWrite && <Actions category={category} tree={tree} />,
              },
            ]}
          />
        )}
      </Card>
    </Page>
  );
}

function Actions({ category, tree }: { category: Category; tree: Branch[] }) {
  const { t } = useTranslation();
  const { uuid, name } = category;
  const remove = api.useMutation('delete', '/api/admin/categories/{uuid}');
  const hasSome = tree.some((branch) => branch.category.parent === uuid);
  return (
    <span className="flex justify-end gap-1 sm:gap-1.5">
      <CategoryDialog tree={tree} parent={uuid}>
        <Button size="sm" variant="ghost" aria-label={t('categories.addBelow', { name })}>
          <Plus aria-hidden />
        </Button>
      </CategoryDialog>
      <CategoryDialog tree={tree} category={category}>
        <Button size="sm">{t('common.edit')}</Button>
      </CategoryDialog>
      {!hasSome && (
        <Confirm
          title={t('common.removeTitle', { name })}
          description={t('categories.removeHint')}
          action={t('common.remove')}
          onConfirm={() => remove.mutate({ params: { path: { uuid } } })}
        >
          <Button size="sm" variant="ghost">
            {t('common.remove')}
          </Button>
        </Confirm>
      )}
    </span>
  );
}

const schema = z.object({
  name: z.string().trim().min(1),
  slug: z.string().trim(),
  parent: z.string(),
  active: z.boolean(),
});
type Values = z.infer<typeof schema>;

const bodyOf = ({ slug, parent, ...rest }: Values) => ({ ...rest, ...(slug && { slug }), parent: parent || null });

interface CategoryDialogProps {
  tree: Branch[];
  category?: Category;
  /** Of a new one: uuid of the category above. */
  parent?: string;
  children: ReactElement<{ onClick?: () => void }>;
}

function CategoryDialog({ tree, category, parent, children }: CategoryDialogProps) {
  const { t } = useTranslation();
  const meta = { meta: { shown: true } };
  const create = api.useMutation('post', '/api/admin/categories', meta);
  const change = api.useMutation('put', '/api/admin/categories/{uuid}', meta);
  const save = async (values: Values, _key: string, shown: Values) => {
    if (category)
      await change.mutateAsync({ params: { path: { uuid: category.uuid } }, body: changed(bodyOf, values, shown) });
    else await create.mutateAsync({ body: bodyOf(values) });
    toast.success(t('common.saved'));
  };
  return (
    <FormDialog
      trigger={children}
      title={category ? category.name : t('categories.add')}
      submit={t('common.save')}
      schema={schema}
      defaults={{
        name: category?.name ?? '',
        slug: category?.slug ?? '',
        parent: category?.parent ?? parent ?? '',
        active: category?.active ?? true,
      }}
      onSubmit={save}
    >
      <TextField name="name" label={t('customer.name')} />
      <SelectField
        name="parent"
        label={t('categories.parent')}
        options={[
          ['', t('categories.top')],
          ...withoutBranch(tree, category).map((branch): [string, string] => [branch.category.uuid, indented(branch)]),
        ]}
      />
      <TextField name="slug" label={t('product.slug')} hint={t('product.slugHint')} />
      <CheckField name="active" label={t('categories.active')} />
    </FormDialog>
  );
}

/** Where a category can stand: not below itself. */
function withoutBranch(tree: Branch[], category: Category | undefined): Branch[] {
  const own = new Set([category?.uuid]);
  return tree.filter(({ category: { uuid, parent } }) => {
    if (parent && own.has(parent)) own.add(uuid);
    return !own.has(uuid);
  });
}
