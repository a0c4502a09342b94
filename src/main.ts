import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded. Without write access to the folder the program starts the same, a little slower.
enableCompileCache(join(import.meta.dirname, 'compile-cache'));

const { Lifecycle } = await import('./bootstrap/lifecycle.js');
await Lifecycle.run(async (lifecycle, config) => {
  const { openDatabase } = await import('./bootstrap/open-database.js');
  // Loading the program takes about as long as starting the database, so they run together.
  const [{ serve }, url] = await Promise.all([import('./bootstrap/serve.js'), openDatabase(lifecycle, config)]);
  await serve(lifecycle, config.with({ DATABASE_URL: url }));
});
