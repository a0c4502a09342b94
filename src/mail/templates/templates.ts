import { canceled, type Canceled } from './canceled.js';
import { type MailContent, type RenderedMail, renderLayout } from './layout.js';
import { orderConfirmation, type OrderConfirmation } from './order-confirmation.js';
import { passwordReset, type PasswordReset } from './password-reset.js';
import { paymentFailed, type PaymentFailed } from './payment-failed.js';
import { refunded, type Refunded } from './refunded.js';
import { shipped, type Shipped } from './shipped.js';
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
};

export const mailKinds = Object.keys(templates) as MailKind[];

/** Whoever reads these can sign in as their recipient. */
export const sensitiveKinds: readonly MailKind[] = ['password_reset'];

export const render = <Kind extends MailKind>(shop: string, kind: Kind, data: MailData[Kind]): RenderedMail =>
  renderLayout(shop, templates[kind](data));
