import { canceled, type Canceled } from './canceled.js';
import { type MailContent, type RenderedMail, renderLayout } from './layout.js';
import { orderConfirmation, type OrderConfirmation } from './order-confirmation.js';
import { passwordReset, type PasswordReset } from './password-reset.js';
import { paymentFailed, type PaymentFailed } from './payment-failed.js';
import { refunded, type Refunded } from './refunded.js';
import { shipped, type Shipped } from './shipped.js';
import {
  ticketAnswered,
  type TicketAnswered,
  ticketMessage,
  type TicketMessage,
  ticketReceived,
  type TicketReceived,
} from './ticket.js';
import { welcome, type Welcome } from './welcome.js';

/** What each kind of mail is rendered from. */
export interface MailData {
  order_confirmation: OrderConfirmation;
  payment_failed: PaymentFailed;
  shipped: Shipped;
  canceled: Canceled;
  refunded: Refunded;
  password_reset: PasswordReset;
  welcome: Welcome;
  ticket_received: TicketReceived;
  ticket_answered: TicketAnswered;
  ticket_message: TicketMessage;
}

export type MailKind = keyof MailData;

const templates: { [Kind in MailKind]: (data: MailData[Kind]) => MailContent } = {
  order_confirmation: orderConfirmation,
  payment_failed: paymentFailed,
  shipped,
  canceled,
  refunded,
  password_reset: passwordReset,
  welcome,
  ticket_received: ticketReceived,
  ticket_answered: ticketAnswered,
  ticket_message: ticketMessage,
};

export const mailKinds = Object.keys(templates) as MailKind[];

/** Their readers could sign in as their recipient. */
export const sensitiveKinds: readonly MailKind[] = ['password_reset'];

export const render = <Kind extends MailKind>(shop: string, kind: Kind, data: MailData[Kind]): RenderedMail =>
  renderLayout(shop, templates[kind](data));
