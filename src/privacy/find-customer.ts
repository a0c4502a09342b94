import type { EntityManager } from '@mikro-orm/postgresql';
import { CustomerNotFound } from '../customer/customer.errors.js';
import { queryIn, statement } from '../database/statement.js';

/** Value: the uuid of a customer or a guest. */
const customerByUuid = statement<{ id: number }>('privacy_customer', 'select id from customers where uuid = $1');

/** The id of a customer or a guest. @throws CustomerNotFound */
export async function findCustomer(em: EntityManager, uuid: string): Promise<number> {
  const [customer] = await queryIn(em, customerByUuid, [uuid]);
  if (!customer) throw new CustomerNotFound();
  return customer.id;
}
