import { openDatabase } from './operations/open-database.js';
import { Run } from './operations/run.js';

await Run.of(async (run, config) => {
  // Loading the program takes about as long as starting the database, so they go together.
  const [{ serve }, url] = await Promise.all([import('./serve.js'), openDatabase(run, config)]);
  await serve(run, config.with({ DATABASE_URL: url }));
});
