// The parts of the built shop that run inside the bench's own process. Importing this file builds the shop first where it is out of date.
import '../scripts/build.js';

export const { startEmbeddedPostgres } = await import('../dist/embedded-postgres/embedded-postgres.js');
export const { default: trainRecommendations } =
  await import('../dist/engagement/recommendation/recommendation-training.js');

/** What `npm run profile` needs to run the shop in its own process. */
export async function loadShop() {
  const { createApp } = await import('../dist/bootstrap/app.js');
  const { Config } = await import('../dist/config/config.js');
  const { migrate } = await import('../dist/database/migrate.js');
  const { MikroORM } = await import('@mikro-orm/postgresql');
  return { createApp, Config, migrate: (app) => migrate(app.get(MikroORM)) };
}
