import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Done } from '../auth/auth.dto.js';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { EmailAlreadyUsed } from '../customer/customer.errors.js';
import { PermissionLacking, RoleNotFound } from '../roles/roles.errors.js';
import { StaffInvitationDto, StaffInvitationInput } from './staff.dto.js';
import { AlreadyInvited, InvitationNotFound } from './staff.errors.js';
import { StaffInvitationService } from './staff-invitation.service.js';
import { StaffQueries } from './staff.queries.js';

const InvitationUuid = uuidOr(InvitationNotFound);

@ApiTags('Staff')
@Controller('api/admin/staff/invitations')
@Requires('write:staff')
export class StaffInvitationAdminController {
  constructor(
    private readonly invitations: StaffInvitationService,
    private readonly queries: StaffQueries,
  ) {}

  /** List invitations that are neither accepted nor revoked, latest first; expired ones for 30 days. */
  @Get()
  @Requires('read:staff')
  @Listed(StaffInvitationDto)
  list(@Query() page: ListQuery) {
    return this.queries.invitations(page);
  }

  /** Invite somebody to become staff, with a role whose permissions you all have. Mails a link that works once, within 72 hours, and only while you could still send it. A confirmed email that has an account gets its role by `PUT /api/admin/customers/{uuid}/role`; an account that never confirmed this email yields it to whoever accepts. */
  @Post()
  @Fails(RoleNotFound, PermissionLacking, EmailAlreadyUsed, AlreadyInvited)
  async invite(@Me() me: Caller, @Body() invitation: StaffInvitationInput): Promise<StaffInvitationDto> {
    return this.queries.invitation(await this.invitations.invite(me, invitation));
  }

  /** Send an invitation again, for another 72 hours. The link of the earlier mail is dead. */
  @Post(':uuid/resend')
  @HttpCode(200)
  @Fails(InvitationNotFound, PermissionLacking)
  async resend(@Me() me: Caller, @Param('uuid', InvitationUuid) uuid: string): Promise<StaffInvitationDto> {
    await this.invitations.resend(me, uuid);
    return this.queries.invitation(uuid);
  }

  /** Revoke an invitation: its link is dead. */
  @Delete(':uuid')
  @Fails(InvitationNotFound)
  async revoke(@Me() me: Caller, @Param('uuid', InvitationUuid) uuid: string): Promise<Done> {
    await this.invitations.revoke(me, uuid);
    return { status: 'OK', message: 'invitation revoked' };
  }
}
