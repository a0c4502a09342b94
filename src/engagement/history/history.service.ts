import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../../common/http/access.js';
import { Database } from '../../database/database.js';
import { Jobs } from '../../jobs/jobs.js';
import type { HistorySettingsDto } from './history.dto.js';
import { ViewNotFound } from './history.errors.js';
import { keepLatest } from './insert-views.js';
import { ViewRecorder } from './view-recorder.js';

const retentionDays = 180;
/** Whose views one statement of the nightly job looks through. */
const customersAtOnce = 100;

@Injectable()
export class HistoryService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly recorder: ViewRecorder,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('product_views.forget', () => this.deleteExpired());
  }

  /** Along the primary key: an index on the moment would cost each view more than it saves one job. */
  async deleteExpired(): Promise<void> {
    const { rows } = await sql<{ last: number | null }>`select max(customer_id) as last from product_views`.execute(
      this.database.sql(),
    );
    for (let first = 0; first <= (rows[0]?.last ?? -1); first += customersAtOnce)
      await sql`
        delete from product_views where customer_id between ${first} and ${first + customersAtOnce - 1}
          and viewed_at < now() - make_interval(days => ${retentionDays})
      `.execute(this.database.sql());
  }

  /** @throws ViewNotFound */
  async remove(me: Caller, product: string): Promise<void> {
    await this.recorder.flush();
    const { numAffectedRows: removed } = await sql`
      delete from product_views using products
      where customer_id = ${me.id} and products.id = product_id and products.uuid = ${product}
    `.execute(this.database.sql());
    if (!removed) throw new ViewNotFound();
  }

  async clear(me: Caller): Promise<void> {
    await this.recorder.flush();
    await this.database.transaction(async (em) => {
      await sql`
        insert into history_settings (customer_id, cleared_at) values (${me.id}, now())
        on conflict (customer_id) do update set cleared_at = now()
      `.execute(em.getKysely());
      await deleteViews(em, me.id);
    });
  }

  /** Switching off deletes what was recorded; switching on does not count what was viewed before. */
  changeSettings(me: Caller, { record_views }: HistorySettingsDto): Promise<HistorySettingsDto> {
    return this.database.transaction(async (em) => {
      await sql`
        insert into history_settings (customer_id, record_views) values (${me.id}, ${record_views})
        on conflict (customer_id) do update set record_views = excluded.record_views, cleared_at =
          case when history_settings.record_views = excluded.record_views then history_settings.cleared_at else now() end
      `.execute(em.getKysely());
      if (!record_views) await deleteViews(em, me.id);
      return { record_views };
    });
  }

  /** Moves a guest's views here, or deletes them where the customer wants none. Harmless when repeated: the guest has none afterwards. */
  async merge(me: Caller, guestToken: string): Promise<void> {
    await this.recorder.flush();
    await this.database.transaction(async (em) => {
      const { rows } = await sql<{ record_views: boolean }>`
        insert into history_settings (customer_id) values (${me.id})
        on conflict (customer_id) do update set customer_id = excluded.customer_id returning record_views
      `.execute(em.getKysely());
      await sql`
        with moved as (
          delete from product_views using customers
          where customers.id = customer_id and guest_token = ${guestToken} and username is null
          returning product_id, viewed_at, views
        )
        insert into product_views (customer_id, product_id, viewed_at, views)
        select ${me.id}::int, product_id, viewed_at, views from moved where ${rows[0]?.record_views}
        on conflict (customer_id, product_id) do update set
          viewed_at = greatest(product_views.viewed_at, excluded.viewed_at), views = product_views.views + excluded.views
      `.execute(em.getKysely());
      await keepLatest(em, [me.id]);
    });
  }
}

async function deleteViews(em: EntityManager, customer: number): Promise<void> {
  await sql`delete from product_views where customer_id = ${customer}`.execute(em.getKysely());
}
