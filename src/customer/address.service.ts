import type { EntityManager } from '@mikro-orm/postgresql';
import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { AddressDto, AddressInput } from './address.dto.js';
import { Address, optionalFacts } from './address.entity.js';
import { Customer } from './customer.entity.js';
import { AddressNotFound, TooManyAddresses } from './customer.errors.js';

const mostAddresses = 50;

@Injectable()
export class AddressService {
  constructor(private readonly database: Database) {}

  /** @throws TooManyAddresses */
  add(me: Caller, input: AddressInput): Promise<AddressDto> {
    return this.changing(me, async (em, addresses) => {
      if (addresses.length >= mostAddresses) throw new TooManyAddresses({ most: mostAddresses });
      const address = em.create(Address, { ...input, customer: me.id, is_default: false });
      await this.choose(em, address, [...addresses, address], input.is_default);
      return address;
    });
  }

  /** @throws AddressNotFound */
  change(me: Caller, uuid: string, input: AddressInput): Promise<AddressDto> {
    return this.changing(me, async (em, addresses) => {
      const address = find(addresses, uuid);
      const { is_default, phone = '', ...postal } = input;
      const optional = Object.fromEntries(optionalFacts.map((fact) => [fact, input[fact] ?? null]));
      Object.assign(address, { ...postal, ...optional, phone });
      await this.choose(em, address, addresses, is_default);
      return address;
    });
  }

  /** The oldest of the others becomes the default when the default goes. @throws AddressNotFound */
  remove(me: Caller, uuid: string): Promise<AddressDto> {
    return this.changing(me, async (em, addresses) => {
      const address = find(addresses, uuid);
      await em.remove(address).flush();
      const heir = addresses.find((other) => other !== address);
      if (address.is_default && heir) heir.is_default = true;
      return address;
    });
  }

  private changing(
    me: Caller,
    change: (em: EntityManager, addresses: Address[]) => Promise<Address>,
  ): Promise<AddressDto> {
    return this.database.transaction(async (em) => {
      // Serialized, so that two changes at once agree on one default.
      await em.findOneOrFail(Customer, me.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const addresses = await em.find(Address, { customer: me.id }, { orderBy: { id: 'asc' } });
      const address = await change(em, addresses);
      await em.flush();
      return { ...address.postal(), phone: address.phone, uuid: address.uuid, is_default: address.is_default };
    });
  }

  /** Unmarks the old default first: a partial unique index allows only one. */
  private async choose(em: EntityManager, chosen: Address, all: Address[], asked?: boolean): Promise<void> {
    const current = all.find((address) => address.is_default);
    if (current === chosen || (current && !asked)) return;
    if (current) current.is_default = false;
    await em.flush();
    chosen.is_default = true;
  }
}

function find(addresses: Address[], uuid: string): Address {
  const address = addresses.find((each) => each.uuid === uuid);
  if (!address) throw new AddressNotFound();
  return address;
}
