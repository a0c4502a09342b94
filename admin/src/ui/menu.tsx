import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  onSelect: () => unknown;
  /** Of a choice: whether it is the current one. */
  checked?: boolean;
}

const itemClass =
  'flex items-center gap-2 rounded-lg px-2.5 py-1.5 outline-none select-none data-highlighted:bg-subtle [&_svg]:size-4';

interface MenuProps {
  trigger: ReactNode;
  groups: { title?: string; items: MenuItem[] }[];
}

export function Menu({ trigger, groups }: MenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="animate-appear z-50 min-w-48 rounded-xl border border-line bg-raised p-1 shadow-float"
        >
          {groups.map(({ title, items }, at) => (
            <DropdownMenu.Group key={title ?? at} className={at > 0 ? 'mt-1 border-t border-line pt-1' : ''}>
              {title && <DropdownMenu.Label className="px-2.5 py-1 text-xs text-muted">{title}</DropdownMenu.Label>}
              {items.map((item) => (
                <Item key={item.label} {...item} />
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ label, icon, onSelect, checked }: MenuItem) {
  const select = () => void onSelect();
  if (checked === undefined)
    return (
      <DropdownMenu.Item onSelect={select} className={itemClass}>
        {icon}
        {label}
      </DropdownMenu.Item>
    );
  return (
    <DropdownMenu.CheckboxItem checked={checked} onSelect={select} className={itemClass}>
      {icon}
      {label}
      <DropdownMenu.ItemIndicator className="ml-auto pl-4 text-accent">
        <Check aria-hidden />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  );
}
