import { type Department, standard } from './department.js';

export const toys: Department = {
  name: 'Toys & Games',
  tax_rate: standard,
  goods: {
    Toys: `
Wooden Train | Klotzig | 39.90 | 32 | train red blue | Beech, painted with colours that may be chewed on; fits all common tracks.
Wooden Train, green | Klotzig | 39.90 was 46.90 | 14 | train green amber | The goods engine for the same tracks.
Building Blocks, 50 pieces | Klotzig | 34.90 | 47 | blocks red blue | From trees of the region, rounded by hand, in a cotton bag.
Building Blocks, 100 pieces | Klotzig | 59.90 | 21 | blocks red blue | Enough for a cathedral, or for two children without a quarrel.
Teddy Bear Bruno | Bärenhof | 44.90 | 36 | teddy brown red | Mohair, jointed, stuffed with wood wool, for several generations.
Teddy Bear Frieda | Bärenhof | 44.90 was 52.90 | 2 | teddy brown red | Smaller than her brother and just as patient.
Diamond Kite | Himmelhoch | 24.90 | 53 | kite rose yellow | Flies from a light breeze on; with thirty metres of line on a reel.`,
    'Games & Puzzles': `
Wooden Chess & Draughts | Tick & Tock Games | 49.90 | 26 | boardgame forest amber | Two games on one board, pieces of maple, a drawer for both.
Village Market | Tick & Tock Games | 36.90 was 42.90 | 34 | boardgame forest amber | Trade, haggle, and never be the last one with cabbage. Two to four players.
Jigsaw Harbour, 1000 pieces | Tick & Tock Games | 18.90 | 59 | puzzle red blue | A painted harbour with far too much sky.
Jigsaw Farm, 100 pieces | Tick & Tock Games | 12.90 | 77 | puzzle red blue | Large pieces for small hands. From five years.
Dice Tower Duel | Tick & Tock Games | 21.90 | 45 | dice violet cream | Roll, dare, stop in time. Ten minutes a round.
Farm Dice | Tick & Tock Games | 14.90 was 17.90 | 0 | dice violet cream | A game of sheep and luck that fits into a trouser pocket.
Playing Cards, linen | Tick & Tock Games | 9.90 | 150 | cards red navy | Fifty-two cards and three jokers that shuffle like new for years.`,
  },
};

export const office: Department = {
  name: 'Office',
  tax_rate: standard,
  goods: {
    Stationery: `
Notebook A5, dotted | Federstrich | 16.90 | 102 | notebook navy red | Two hundred and forty pages that ink does not bleed through, numbered.
Notebook A5, ruled | Federstrich | 16.90 | 94 | notebook navy red | Opens flat, closes with a band, keeps the page with a ribbon.
Drawing Pencils, set of 12 | Federstrich | 22.90 | 61 | pencils amber red | From 6B to 4H, of cedar, in a pot for the desk.
Coloured Pencils, set of 24 | Federstrich | 27.90 was 32.90 | 38 | pencils amber red | Soft leads that can be layered and do not break.
Fountain Pen Klassik | Federstrich | 59.00 | 20 | pen black amber | A steel nib in medium and a converter for ink from the glass.
Fountain Pen Schule | Federstrich | 19.90 | 83 | pen black amber | A grip that shows the fingers where to go. For left hands too.
Paper Scissors 21 cm | Schmiedhof | 14.90 | 69 | scissors red orange | Forged in one piece, sharp to the very tip.
Letter Paper, 20 sheets | Federstrich | 12.50 | 55 | letters cream sky | Handmade paper with lined envelopes, for what an e-mail cannot say.`,
  },
};
