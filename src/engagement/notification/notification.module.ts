import { Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { signingSecret } from '../../config/secret.js';
import { MailModule } from '../../mail/mail.module.js';
import { BucketReminders } from './bucket-reminders.js';
import { ContactService } from './contact.service.js';
import { NotificationLinks } from './notification-link.js';
import { PreferenceController } from './preference.controller.js';
import { PreferenceQueries } from './preference.queries.js';
import { PriceDropMails } from './price-drop-mails.js';
import { RestockController } from './restock.controller.js';
import { RestockMails } from './restock-mails.js';
import { RestockService } from './restock.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

@Module({
  imports: [MailModule],
  controllers: [RestockController, PreferenceController, UnsubscribeController],
  providers: [
    {
      provide: NotificationLinks,
      inject: [Config],
      useFactory: async (config: Config) =>
        // Production never links to a guessed address.
        new NotificationLinks(
          await signingSecret(config),
          config.get('PUBLIC_URL') || (config.production ? '' : `http://localhost:${config.get('PORT')}`),
        ),
    },
    ContactService,
    PreferenceQueries,
    RestockService,
    RestockMails,
    PriceDropMails,
    BucketReminders,
  ],
})
export class NotificationModule {}
