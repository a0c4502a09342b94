import type { ReactNode } from 'react';
import { Brand } from '../shell/brand';

/** A card alone, for those who are not signed in yet. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <title>{`${title} · Magazin`}</title>
      <div className="animate-appear w-full max-w-sm">
        <div className="mb-6 flex justify-center text-lg">
          <Brand />
        </div>
        <div className="rounded-2xl border border-line bg-surface p-6 shadow-card">
          <h1 className="mb-4 text-lg font-semibold">{title}</h1>
          {children}
        </div>
      </div>
    </main>
  );
}
