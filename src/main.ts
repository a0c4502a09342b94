import './bootstrap/node-version.js';
import { Lifecycle } from './bootstrap/lifecycle.js';
import { openDatabase } from './bootstrap/open-database.js';

await Lifecycle.run(async (lifecycle, config) => {
  // Loading the program takes about as long as starting the database, so they run together.
  const [{ serve }, urls] = await Promise.all([import('./bootstrap/serve.js'), openDatabase(lifecycle, config)]);
  await serve(lifecycle, config.with(urls));
});
