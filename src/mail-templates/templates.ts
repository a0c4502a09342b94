import { backInStock, type BackInStock } from './back-in-stock.js';
import { bucketReminder, type BucketReminder } from './bucket-reminder.js';
import { canceled, type Canceled } from './canceled.js';
import { type MailContent, type RenderedMail, renderLayout } from './layout.js';
import {
  type EmailChanged,
  emailChanged,
  type EmailConfirmation,
  emailConfirmation,
  type OrderClaim,
  orderClaim,
  type PasswordReset,
  passwordReset,
  type StaffInvitation,
  staffInvitation,
} from './mailed-token.js';
import { orderConfirmation, type OrderConfirmation } from './order-confirmation.js';
import { parcelLost, type ParcelLost, parcelReturned, type ParcelReturned } from './parcel.js';
import { type PasswordChanged, passwordChanged } from './password-changed.js';
import { paymentFailed, type PaymentFailed } from './payment-failed.js';
import { priceDrop, type PriceDrop } from './price-drop.js';
import { refunded, type Refunded } from './refunded.js';
import { restockConfirmation, type RestockConfirmation } from './restock-confirmation.js';
import { shipped, type Shipped } from './shipped.js';
import {
  ticketAnswered,
  type TicketAnswered,
  ticketMessage,
  type TicketMessage,
  ticketReceived,
  type TicketReceived,
} from './ticket.js';
import { unitsCanceled, type UnitsCanceled } from './units-canceled.js';
import { welcome, type Welcome } from './welcome.js';

/** What each kind of mail is rendered from. */
export interface MailData {
  order_confirmation: OrderConfirmation;
  payment_failed: PaymentFailed;
  shipped: Shipped;
  canceled: Canceled;
  units_canceled: UnitsCanceled;
  parcel_lost: ParcelLost;
  parcel_returned: ParcelReturned;
  refunded: Refunded;
  password_reset: PasswordReset;
  password_changed: PasswordChanged;
  order_claim: OrderClaim;
  staff_invitation: StaffInvitation;
  email_changed: EmailChanged;
  email_confirmation: EmailConfirmation;
  welcome: Welcome;
  ticket_received: TicketReceived;
  ticket_answered: TicketAnswered;
  ticket_message: TicketMessage;
  restock_confirmation: RestockConfirmation;
  back_in_stock: BackInStock;
  price_drop: PriceDrop;
  bucket_reminder: BucketReminder;
}

export type MailKind = keyof MailData;

const templates: { [Kind in MailKind]: (data: MailData[Kind]) => MailContent } = {
  order_confirmation: orderConfirmation,
  payment_failed: paymentFailed,
  shipped,
  canceled,
  units_canceled: unitsCanceled,
  parcel_lost: parcelLost,
  parcel_returned: parcelReturned,
  refunded,
  password_reset: passwordReset,
  password_changed: passwordChanged,
  order_claim: orderClaim,
  staff_invitation: staffInvitation,
  email_changed: emailChanged,
  email_confirmation: emailConfirmation,
  welcome,
  ticket_received: ticketReceived,
  ticket_answered: ticketAnswered,
  ticket_message: ticketMessage,
  restock_confirmation: restockConfirmation,
  back_in_stock: backInStock,
  price_drop: priceDrop,
  bucket_reminder: bucketReminder,
};

export const mailKinds = Object.keys(templates) as MailKind[];

/** Their readers could sign in, become staff, take or confirm an account, claim orders, or agree to mails, as their recipient. */
export const sensitiveKinds: readonly MailKind[] = [
  'password_reset',
  'email_changed',
  'email_confirmation',
  'order_claim',
  'staff_invitation',
  'welcome',
  'restock_confirmation',
];

export const render = <Kind extends MailKind>(shop: string, kind: Kind, data: MailData[Kind]): RenderedMail =>
  renderLayout(shop, templates[kind](data));
