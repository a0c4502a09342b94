import { bakery } from './bakery.js';
import { books } from './books.js';
import { care } from './care.js';
import { clothes } from './clothes.js';
import { electronics } from './electronics.js';
import { fruit } from './fruit.js';
import { garden } from './garden.js';
import { home } from './home.js';
import { outdoor } from './outdoor.js';
import { pantry } from './pantry.js';
import { play } from './play.js';
import { stationery } from './stationery.js';
import { vegetables } from './vegetables.js';

/** Everything that can be drawn, by its name: SVG in the paints of {@link scene}. */
export const motifs = {
  ...fruit,
  ...vegetables,
  ...bakery,
  ...pantry,
  ...home,
  ...care,
  ...garden,
  ...outdoor,
  ...clothes,
  ...electronics,
  ...books,
  ...play,
  ...stationery,
};

export type Motif = keyof typeof motifs;
