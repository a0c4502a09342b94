import { type ReactNode, useEffect } from 'react';

interface PageProps {
  title: string;
  /** Beside the title: a badge. */
  beside?: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  /** Of pages that belong together. */
  tabs?: ReactNode;
  children: ReactNode;
}

export function Page({ title, beside, subtitle, actions, tabs, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Magazin`;
  }, [title]);
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-5 md:px-6">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="mr-auto min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-2.5">
            <h1 className="text-xl font-semibold">{title}</h1>
            {beside}
          </div>
          {subtitle && <p className="text-muted">{subtitle}</p>}
        </div>
        {actions}
      </header>
      {tabs}
      {children}
    </div>
  );
}
