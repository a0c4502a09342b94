import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { AddressDto, AddressInput, exampleAddress } from './address.dto.js';
import { AddressService } from './address.service.js';
import { AddressNotFound, TooManyAddresses } from './customer.errors.js';
import { CustomerQueries } from './customer.queries.js';

@ApiTags('Customer')
@Controller('api/profile/addresses')
export class AddressController {
  constructor(
    private readonly addresses: AddressService,
    private readonly queries: CustomerQueries,
  ) {}

  /** List your addresses, oldest first. */
  @Get()
  @Paged(AddressDto)
  list(@Me() me: Caller, @Query() page: PageQuery) {
    return this.queries.addresses(me.id, page);
  }

  /** Add an address, 50 at most. */
  @Post()
  @Example(exampleAddress)
  @Fails(TooManyAddresses)
  add(@Me() me: Caller, @Body() address: AddressInput): Promise<AddressDto> {
    return this.addresses.add(me, address);
  }

  /** Replace an address. Placed orders keep their copy. */
  @Put(':uuid')
  @Example(exampleAddress)
  @Fails(AddressNotFound)
  change(
    @Me() me: Caller,
    @Param('uuid', uuidOr(AddressNotFound)) uuid: string,
    @Body() address: AddressInput,
  ): Promise<AddressDto> {
    return this.addresses.change(me, uuid, address);
  }

  /** Delete an address. The answer is the deleted address. */
  @Delete(':uuid')
  @Fails(AddressNotFound)
  remove(@Me() me: Caller, @Param('uuid', uuidOr(AddressNotFound)) uuid: string): Promise<AddressDto> {
    return this.addresses.remove(me, uuid);
  }
}
