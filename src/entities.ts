import {
  CohortMonth,
  CustomerDay,
  CustomerSales,
  FunnelDay,
  ProductSales,
  SalesRollup,
  VatSum,
} from './analytics/rollups.entity.js';
import { AuditActor, AuditDetails, AuditEntry } from './audit/audit-entry.entity.js';
import { ApiKey } from './auth/api-key.entity.js';
import { FailedLogin } from './auth/failed-login.entity.js';
import { KnownAddress } from './auth/known-address.entity.js';
import { PasswordReset } from './auth/password-reset.entity.js';
import { RecoveryCode, SecondFactor } from './auth/second-factor.entity.js';
import { Session } from './auth/session.entity.js';
import { Budget } from './budgets/budget.entity.js';
import { Bucket, BucketLine } from './bucket/bucket.entity.js';
import { Brand } from './catalog/brand.entity.js';
import { Category } from './catalog/category.entity.js';
import { ProductImage } from './catalog/product-image.entity.js';
import { Product, ProductCategory } from './catalog/product.entity.js';
import { Address } from './customer/address.entity.js';
import { Customer } from './customer/customer.entity.js';
import { EmailToken } from './customer/email-token.entity.js';
import { ProductPull } from './engagement/recommendation/product-pull.entity.js';
import { ProductTrend } from './engagement/recommendation/product-trend.entity.js';
import { Review, ReviewVote } from './engagement/review/review.entity.js';
import { StoreRating } from './engagement/store-rating/store-rating.entity.js';
import { HistorySettings, ProductView, Visit } from './engagement/history/history.entity.js';
import { ConsentRecord, Contact } from './engagement/notification/contact.entity.js';
import { RestockSubscription } from './engagement/notification/subscription.entity.js';
import { Wishlist, WishlistItem } from './engagement/wishlist/wishlist.entity.js';
import { Return, ReturnLine } from './returns/return.entity.js';
import { Shipment, ShipmentLine } from './fulfilment/shipment.entity.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { ExchangeRate } from './invoice/exchange-rate.entity.js';
import { InvoiceFile } from './invoice/invoice-file.entity.js';
import { InvoiceNumber } from './invoice/invoice-number.entity.js';
import { Invoice } from './invoice/invoice.entity.js';
import { Mail } from './mail/mail.entity.js';
import { Picture } from './media/picture.entity.js';
import { RequestCount } from './operations/rate-limit.entity.js';
import { Credit, CreditLine } from './order/credit.entity.js';
import { UnverifiedOrder } from './open-orders/unverified-order.entity.js';
import { OrderClaim } from './order/order-claim.entity.js';
import { OrderNote, OrderTag } from './order-notes/order-note.entity.js';
import { Order, OrderLine } from './order/order.entity.js';
import { SalesEntry } from './order/sales-entry.entity.js';
import { Dispute } from './payment/dispute.entity.js';
import { LedgerEntry } from './payment/ledger-entry.entity.js';
import { MockCharge, MockDispute, MockRefund } from './payment-provider/mock-charge.entity.js';
import { Payment } from './payment/payment.entity.js';
import { ProviderEvent } from './payment/provider-event.entity.js';
import { Refund } from './payment/refund.entity.js';
import { Coupon } from './promotion/coupon.entity.js';
import { StoredSettings } from './settings/settings.entity.js';
import { PopularSearch, SearchTerm, SearchVisitor } from './search/search-term.entity.js';
import { ShippingMethod } from './shipping/shipping-method.entity.js';
import { StockMovement } from './stock/stock-movement.entity.js';
import { Role } from './roles/role.entity.js';
import { StaffInvitation } from './staff/staff-invitation.entity.js';
import { CannedAnswer } from './support/canned-answer.entity.js';
import { Ticket, TicketAttachment, TicketMessage } from './support/ticket.entity.js';

/** Every table of the shop: what the application and the MikroORM command line know. */
export const entities = [
  AuditEntry,
  ApiKey,
  AuditActor,
  AuditDetails,
  FailedLogin,
  KnownAddress,
  PasswordReset,
  Session,
  SecondFactor,
  RecoveryCode,
  Bucket,
  BucketLine,
  Brand,
  Category,
  ProductImage,
  Product,
  ProductCategory,
  Address,
  Role,
  Customer,
  EmailToken,
  ProductPull,
  ProductTrend,
  Review,
  ReviewVote,
  StoreRating,
  HistorySettings,
  ProductView,
  Visit,
  Contact,
  ConsentRecord,
  RestockSubscription,
  Wishlist,
  WishlistItem,
  Return,
  ReturnLine,
  Shipment,
  ShipmentLine,
  IdempotencyKey,
  ExchangeRate,
  InvoiceFile,
  InvoiceNumber,
  Invoice,
  Mail,
  Budget,
  UnverifiedOrder,
  Picture,
  RequestCount,
  Order,
  OrderLine,
  OrderNote,
  OrderTag,
  Credit,
  CreditLine,
  OrderClaim,
  SalesEntry,
  SalesRollup,
  ProductSales,
  CustomerDay,
  CustomerSales,
  CohortMonth,
  VatSum,
  FunnelDay,
  SearchTerm,
  SearchVisitor,
  PopularSearch,
  Dispute,
  LedgerEntry,
  MockCharge,
  MockDispute,
  MockRefund,
  Payment,
  ProviderEvent,
  Refund,
  Coupon,
  StoredSettings,
  ShippingMethod,
  StockMovement,
  StaffInvitation,
  CannedAnswer,
  Ticket,
  TicketMessage,
  TicketAttachment,
];
