import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../common/http/access.js';
import { Address } from '../customer/address.entity.js';
import { Customer, type Registration } from '../customer/customer.entity.js';
import { daysAgo } from './days-ago.js';

export const demoPassword = 'magazin-demo';

const staff: (Registration & { role: Role })[] = [
  { username: 'admin', email: 'admin@magazin.example', first_name: 'Ada', last_name: 'Berg', role: 'admin' },
  {
    username: 'manager',
    email: 'manager@magazin.example',
    first_name: 'Mia',
    last_name: 'Kern',
    role: 'catalog_manager',
  },
  { username: 'support', email: 'support@magazin.example', first_name: 'Sam', last_name: 'Voss', role: 'support' },
];

const max: Registration = {
  username: 'maxm',
  email: 'max.mustermann@email.com',
  first_name: 'Max',
  last_name: 'Mustermann',
  title: 'Mr.',
  birthday: '1990-01-01',
  phone: '+4014516266',
  address: 'Musterstr. 13, 10000 Musterstadt',
  city: 'Musterstadt',
};

/** The staff, and Max, who gets back with the address that his orders go to. */
export async function seedAccounts(em: EntityManager, passwordHash: string): Promise<Address> {
  for (const { role, ...registration } of staff) accountOf(em, registration, role, passwordHash);
  const address = em.create(Address, {
    customer: accountOf(em, max, 'customer', passwordHash),
    first_name: 'Max',
    last_name: 'Mustermann',
    address: 'Musterstr. 13',
    post_code: '10000',
    city: 'Musterstadt',
    country: 'DE',
    phone: '+4014516266',
    is_default: true,
    created: daysAgo(60),
  });
  await em.flush();
  return address;
}

function accountOf(em: EntityManager, registration: Registration, role: Role, passwordHash: string): Customer {
  const customer = em.create(Customer, { role, created: daysAgo(60) });
  customer.register(registration, passwordHash);
  return customer;
}
