import { Controller, Delete, Get, Header, Param, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CustomerNotFound, NotYourself } from '../customer/customer.errors.js';
import { PermissionLacking } from '../roles/roles.errors.js';
import { LastAdmin } from '../staff/staff.errors.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { Erased, profileExport } from './privacy.dto.js';
import { OrdersStillOpen } from './privacy.errors.js';

const CustomerUuid = uuidOr(CustomerNotFound);

@ApiTags('Customer')
@Controller('api/admin/customers')
@Requires('erase:customers')
export class PrivacyAdminController {
  constructor(
    private readonly exports: ExportService,
    private readonly erasures: ErasureService,
  ) {}

  /** Download what the shop knows about a customer or a guest. The download is recorded in the audit trail. */
  @Get(':uuid/export')
  @Requires('export:customers')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="customer.json"')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse(profileExport)
  @Fails(CustomerNotFound)
  export(@Me() me: Caller, @Param('uuid', CustomerUuid) uuid: string): Promise<StreamableFile> {
    return this.exports.fileForStaff(me, uuid);
  }

  /** Erase a customer or a guest who asked for it; for one of staff you also need `write:staff` and all permissions of its role. Orders stay without a name, invoices as they are: tax law demands them. */
  @Delete(':uuid')
  @Fails(CustomerNotFound, NotYourself, OrdersStillOpen, LastAdmin, PermissionLacking)
  erase(@Me() me: Caller, @Param('uuid', CustomerUuid) uuid: string): Promise<Erased> {
    return this.erasures.eraseByStaff(me, uuid);
  }
}
