import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../common/http/access.js';
import { CustomerNotFound } from '../customer/customer.errors.js';
import { queryIn, statement } from '../database/statement.js';

/** Value: the uuid of a customer or a guest. */
const customerByUuid = statement<{ id: number; role: Role }>(
  'privacy_customer',
  'select id, role from customers where uuid = $1',
);

/** @throws CustomerNotFound */
export async function findCustomer(em: EntityManager, uuid: string): Promise<{ id: number; role: Role }> {
  const [customer] = await queryIn(em, customerByUuid, [uuid]);
  if (!customer) throw new CustomerNotFound();
  return customer;
}
