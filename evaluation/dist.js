// The parts of the built shop that are judged. Importing this file builds the shop first where it is out of date.
import '../scripts/build.js';

export const { startEmbeddedPostgres } = await import('../dist/embedded-postgres/embedded-postgres.js');
export const { strongest } = await import('../dist/engagement/recommendation/strongest.js');

/** The shop's own job and queries, on a migrated database. */
export async function startRecommendations(databaseUrl, folder, log) {
  const { createApp } = await import('../dist/bootstrap/app.js');
  const { Config } = await import('../dist/config/config.js');
  const { migrate } = await import('../dist/database/migrate.js');
  const { MikroORM } = await import('@mikro-orm/postgresql');
  const { RecommendationService } = await import('../dist/engagement/recommendation/recommendation.service.js');
  const { RecommendationQueries } = await import('../dist/engagement/recommendation/recommendation.queries.js');
  const config = { NODE_ENV: 'production', DATABASE_URL: databaseUrl, DATA_DIR: folder, JWT_SECRET: 'x'.repeat(64) };
  const app = await createApp(Config.read(config), log);
  await migrate(app.get(MikroORM));
  return {
    service: app.get(RecommendationService),
    queries: app.get(RecommendationQueries),
    close: () => app.close(),
  };
}
