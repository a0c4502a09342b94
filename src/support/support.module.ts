import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { MailModule } from '../mail/mail.module.js';
import { MediaModule } from '../media/media.module.js';
import { CannedAnswerAdminController } from './canned-answer.admin.controller.js';
import { CannedAnswerService } from './canned-answer.service.js';
import { TicketAdminController } from './ticket.admin.controller.js';
import { TicketAdminQueries } from './ticket.admin.queries.js';
import { TicketAdminService } from './ticket.admin.service.js';
import { TicketAttachmentAdminController } from './ticket-attachment.admin.controller.js';
import { TicketAttachmentService } from './ticket-attachment.service.js';
import { TicketClosingService } from './ticket-closing.service.js';
import { TicketController } from './ticket.controller.js';
import { TicketLinkController } from './ticket-link.controller.js';
import { TicketLinks } from './ticket-link.js';
import { TicketMails } from './ticket-mails.js';
import { TicketQueries } from './ticket.queries.js';
import { TicketService } from './ticket.service.js';

@Module({
  imports: [MailModule, MediaModule],
  controllers: [
    TicketController,
    TicketLinkController,
    TicketAdminController,
    TicketAttachmentAdminController,
    CannedAnswerAdminController,
  ],
  providers: [
    {
      provide: TicketLinks,
      inject: [Config],
      useFactory: async (config: Config) => new TicketLinks(await signingSecret(config)),
    },
    TicketAdminQueries,
    TicketAdminService,
    TicketAttachmentService,
    TicketClosingService,
    TicketMails,
    TicketQueries,
    TicketService,
    CannedAnswerService,
  ],
})
export class SupportModule {}
