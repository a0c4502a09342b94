import { Link, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

interface TabsProps {
  label: string;
  tabs: [to: LinkProps['to'], text: string][];
}

/** Pages that belong together. */
export function Tabs({ label, tabs }: TabsProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // On a phone the current one may lie outside.
    list.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, []);
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b border-line px-4 md:-mx-6 md:px-6">
      <ul className="flex gap-1" ref={list}>
        {tabs.map(([to, text]) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="block border-b-2 border-transparent px-2.5 py-2 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-accent"
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
