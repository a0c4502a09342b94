import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { AddressDto, AddressInput } from './address.dto.js';
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

  /** Your addresses, oldest first. */
  @Get()
  @Paged(AddressDto)
  list(@Me() me: Caller, @Query() page: PageQuery) {
    return this.queries.addresses(me.id, page);
  }

  /** Keep one more address, 50 at most. */
  @Post()
  @Fails(TooManyAddresses)
  add(@Me() me: Caller, @Body() address: AddressInput): Promise<AddressDto> {
    return this.addresses.add(me, address);
  }

  /** Change an address. Orders already placed keep the one they had. */
  @Put(':uuid')
  @Fails(AddressNotFound)
  change(
    @Me() me: Caller,
    @Param('uuid', uuidOr(AddressNotFound)) uuid: string,
    @Body() address: AddressInput,
  ): Promise<AddressDto> {
    return this.addresses.change(me, uuid, address);
  }

  /** Forget an address. Answers the one that went. */
  @Delete(':uuid')
  @Fails(AddressNotFound)
  remove(@Me() me: Caller, @Param('uuid', uuidOr(AddressNotFound)) uuid: string): Promise<AddressDto> {
    return this.addresses.remove(me, uuid);
  }
}
