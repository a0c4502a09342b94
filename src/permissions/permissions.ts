/** What staff may be allowed to do: each permission with what it allows. A name is never changed: roles hold it. */
export const permissions = {
  'read:orders': 'See orders of all customers.',
  'write:orders':
    'Move orders to another status, cancel them in part or whole, correct their addresses, write notes and tags.',
  'refund:orders': 'Pay money back: refunds, credits, received returns, refunds that failed.',
  'read:shipments': 'See the parcels of an order.',
  'write:shipments': 'Ship parcels, correct them, report them as delivered, lost or returned, which may refund them.',
  'read:returns': 'See the returns that customers request.',
  'write:returns': 'Register, accept, refuse and receive returns.',
  'read:payments': 'See payments, refunds, credits and disputes.',
  'read:invoices': 'See and download invoices and credit notes of all customers.',
  'read:exchange_rates': 'See the exchange rates of invoices.',
  'write:exchange_rates': 'Set the exchange rates of invoices.',
  'read:customers': 'See customers and their contact details.',
  'write:customers': 'Disable and enable the accounts of customers.',
  'export:customers': 'Download everything that the shop knows about a customer.',
  'erase:customers': 'Erase a customer who asks for it, for good.',
  'read:tickets': 'See tickets, their attachments and canned answers.',
  'write:tickets': 'Answer, assign and close tickets, write canned answers.',
  'read:reviews': 'See reviews of products, hidden ones too.',
  'write:reviews': 'Approve, hide and answer reviews of products.',
  'read:ratings': 'See ratings of the shop, hidden ones too.',
  'write:ratings': 'Hide and answer ratings of the shop.',
  'read:mails': 'See mails to customers and whether they were delivered.',
  'write:mails': 'Send failed mails again.',
  'read:products': 'See products that are not published too, export them.',
  'write:products': 'Create, change, import and remove products and their pictures.',
  'read:stock': 'See the movements of the stock of a product.',
  'write:stock': 'Count and adjust the stock of a product.',
  'read:categories': 'See categories as the catalog keeps them.',
  'write:categories': 'Create, change and remove categories.',
  'read:brands': 'See brands as the catalog keeps them.',
  'write:brands': 'Create, change and remove brands.',
  'read:coupons': 'See coupons and how often they are used.',
  'write:coupons': 'Create, change and remove coupons.',
  'read:shipping': 'See shipping methods that are not offered too.',
  'write:shipping': 'Create, change and remove shipping methods.',
  'read:staff': 'See staff accounts and open invitations.',
  'write:staff': 'Invite, disable and enable staff, give roles, end sessions: never of somebody who may do more.',
  'read:roles': 'See roles and their permissions.',
  'write:roles': 'Create, change and remove roles: never with a permission that one lacks.',
  'read:api_keys': 'See the API keys of all staff.',
  'write:api_keys': "Create API keys with permissions of one's own, revoke those of all staff.",
  'read:audit': 'See who changed what.',
  'read:analytics': 'See figures of the business.',
  'read:settings': 'See the settings of the shop.',
  'write:settings': 'Change the settings of the shop.',
  'read:jobs': 'See the work that runs in the background.',
  'write:jobs': 'Start, retry and cancel work that runs in the background.',
} as const;

export type Permission = keyof typeof permissions;

export const allPermissions = Object.keys(permissions) as Permission[];

/** Instead of a list: all permissions, those of later versions too. Only the role `admin` has it. */
export const everyPermission = '*';

/** What a role allows, by the names that its row holds; a name that this version does not know allows nothing. */
export function permissionsOf(names: readonly string[]): ReadonlySet<Permission> {
  if (names.includes(everyPermission)) return new Set(allPermissions);
  return new Set(allPermissions.filter((permission) => names.includes(permission)));
}
