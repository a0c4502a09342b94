import { type DynamicModule, Module } from '@nestjs/common';
import { AnalyticsModule } from './analytics/analytics.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BackgroundJobsModule } from './background-jobs/background-jobs.module.js';
import { BudgetsModule } from './budgets/budgets.module.js';
import { BucketModule } from './bucket/bucket.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { CommonModule } from './common/common.module.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { CustomerV1Module } from './contracts/customer-v1/customer-v1.module.js';
import { SimpleCartModule } from './contracts/simple-cart/simple-cart.module.js';
import { WebStoreModule } from './contracts/web-store/web-store.module.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { CustomerDetailModule } from './customer-detail/customer-detail.module.js';
import { CustomerModule } from './customer/customer.module.js';
import { DatabaseModule } from './database/database.module.js';
import { RecommendationModule } from './engagement/recommendation/recommendation.module.js';
import { ReviewModule } from './engagement/review/review.module.js';
import { StoreRatingModule } from './engagement/store-rating/store-rating.module.js';
import { HistoryModule } from './engagement/history/history.module.js';
import { NotificationModule } from './engagement/notification/notification.module.js';
import { WishlistModule } from './engagement/wishlist/wishlist.module.js';
import { entities } from './entities.js';
import { FulfilmentModule } from './fulfilment/fulfilment.module.js';
import { PricingModule } from './pricing/pricing.module.js';
import { PaymentProviderModule } from './payment-provider/payment-provider.module.js';
import { ReturnsModule } from './returns/returns.module.js';
import { InvoiceModule } from './invoice/invoice.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { MediaModule } from './media/media.module.js';
import { StoreModule } from './store/store.module.js';
import { StockModule } from './stock/stock.module.js';
import { PromotionModule } from './promotion/promotion.module.js';
import { ShippingModule } from './shipping/shipping.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ProductBulkModule } from './product-bulk/product-bulk.module.js';
import { ProductImportModule } from './product-import/product-import.module.js';
import { MailModule } from './mail/mail.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PaymentModule } from './payment/payment.module.js';
import { RolesModule } from './roles/roles.module.js';
import { SearchModule } from './search/search.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { StaffModule } from './staff/staff.module.js';
import { StaffAuthModule } from './staff-auth/staff-auth.module.js';
import { SupportModule } from './support/support.module.js';
import { TimelineModule } from './timeline/timeline.module.js';
import { TaxonomyModule } from './taxonomy/taxonomy.module.js';
import { OrderNotesModule } from './order-notes/order-notes.module.js';
import { OrderConfirmationModule } from './order-confirmation/order-confirmation.module.js';
import { OrderModule } from './order/order.module.js';

/** The table of contents. */
@Module({
  imports: [
    CommonModule,
    DatabaseModule.with(entities),
    JobsModule,
    IdempotencyModule,
    BudgetsModule,
    OperationsModule,
    AuditModule,
    BackgroundJobsModule,
    SettingsModule,
    MediaModule,
    StockModule,
    MailModule,
    RolesModule,
    CustomerModule,
    CatalogModule,
    ProductBulkModule,
    TaxonomyModule,
    SearchModule,
    AuthModule,
    StaffAuthModule,
    BucketModule,
    PromotionModule,
    ShippingModule,
    StaffModule,
    PricingModule,
    OrderModule,
    OrderConfirmationModule,
    OrderNotesModule,
    InvoiceModule,
    PaymentProviderModule,
    StoreModule,
    PaymentModule,
    FulfilmentModule,
    ReturnsModule,
    ProductImportModule,
    WishlistModule,
    RecommendationModule,
    SupportModule,
    TimelineModule,
    CredentialsModule,
    CustomerDetailModule,
    ReviewModule,
    StoreRatingModule,
    HistoryModule,
    NotificationModule,
    AnalyticsModule,
    PrivacyModule,
    CustomerV1Module,
    SimpleCartModule,
    WebStoreModule,
  ],
})
export class AppModule {
  static with(config: Config): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.of(config)] };
  }
}
