import { type Department, standard } from './department.js';

export const home: Department = {
  name: 'Home',
  tax_rate: standard,
  goods: {
    'Kitchen > Cookware': `
Enamel Pot 5 l | Tafelrund | 64.90 was 79.90 | 18 | pot red black | Heavy enamelled steel for stews, soups and bread with a crust. For every hob and the oven.
Enamel Pot 3 l | Tafelrund | 49.90 | 22 | pot teal brown | The little sister for two people, with the same tight lid.
Iron Frying Pan 28 cm | Schmiedhof | 54.00 | 31 | pan slate brown | Forged, seasoned with linseed oil and better every year.
Coated Frying Pan 24 cm | Schmiedhof | 34.90 | 44 | pan slate brown | A coating without PFAS for eggs, fish and pancakes.
Chef's Knife 20 cm | Schmiedhof | 89.00 | 15 | knives navy red | Hand-sharpened steel with a blade that rocks well. Wash it by hand.
Santoku Knife 17 cm | Schmiedhof | 79.00 was 95.00 | 3 | knives navy red | Light and broad, made for vegetables and herbs.
Whistling Kettle 2 l | Tafelrund | 39.90 | 27 | kettle mint brown | Boils two litres and says so in a friendly third.`,
    'Kitchen > Tableware': `
Stoneware Mug 350 ml | Tafelrund | 12.90 | 96 | mug terracotta cream | Turned and glazed by hand, so no wave is like another.
Enamel Camping Mug 400 ml | Fjellgard | 9.90 | 83 | mug navy white | It survives being dropped, the fire and the dishwasher.
Cereal Bowls, set of 2 | Tafelrund | 24.50 | 41 | bowls sky cream | Deep enough that no milk is spilled, stackable and fit for the microwave.
Salad Bowls, set of 2 | Tafelrund | 36.00 | 19 | bowls sky cream | Large and nested: one for the salad, one for the bread.
Picnic Basket | Haldur | 44.90 was 52.00 | 9 | basket sand white | Willow, lined with cotton, with room for four plates and a cake.`,
    Lighting: `
Table Lamp Nora | Lumenau | 59.00 | 25 | tablelamp cream teal | A ceramic foot and a linen shade that makes the light warm.
Table Lamp Selma | Lumenau | 69.00 was 84.00 | 12 | tablelamp cream teal | Turned beech under a dyed cotton shade.
Pendant Lamp Kupfer 40 cm | Lumenau | 119.00 | 14 | pendant copper black | Spun copper, white inside, for above the dining table.
Pendant Lamp Nord 40 cm | Lumenau | 89.00 | 20 | pendant white brown | Matt white steel on a textile cable of three metres.
Reading Lamp Bogen | Lumenau | 74.50 | 17 | floorlamp yellow black | Its arm reaches over the armchair; the switch sits where the hand is.
Scented Candle Fig | Haldur | 19.90 | 62 | candle pink | Soy wax in a glass, about forty hours of light.
Scented Candle Cedar | Haldur | 19.90 | 0 | candle pink | Dry wood and a little smoke, for the dark months.`,
    Textiles: `
Bath Towels, set of 3 | Weichfeld | 39.90 | 55 | towels teal cream | Combed cotton with 550 grams to the square metre, soft from the first wash.
Guest Towels, set of 3 | Weichfeld | 19.90 | 70 | towels teal cream | Small, quick to dry and with a loop that does not tear off.
Wool Blankets, set of 3 | Weichfeld | 89.00 was 109.00 | 8 | towels slate sand | Virgin wool from Bavaria, brushed on one side.
Cushion Wave 50 × 50 | Weichfeld | 29.90 | 46 | cushion amber white | Woven waves in front, plain linen behind, a filling of feathers.
Cushion Fjord 50 × 50 | Weichfeld | 29.90 | 39 | cushion teal cream | The same waves in the colour of cold water.`,
    'Decoration & Furniture': `
Vase Bauch 24 cm | Haldur | 34.00 | 29 | vase blue pink | A round belly and a narrow neck: three stems are enough.
Vase Ton 30 cm | Haldur | 29.00 was 34.00 | 11 | vase blue pink | The tall one, with room for branches of cherry and dogwood.
Picture Frame, walnut 30 × 40 | Haldur | 24.90 | 57 | frame brown orange | Walnut with real glass and a passe-partout for prints of 20 × 30.
Picture Frame, black 30 × 40 | Haldur | 22.90 | 66 | frame black yellow | A thin profile of oiled ash, stained black.
Alarm Clock Wecker | Haldur | 32.50 | 35 | clock green red | A quiet movement, a loud bell and no telephone beside the bed.
Dining Chair Alma | Nordlicht Living | 149.00 | 16 | chair forest | Oak legs and a padded seat covered in wool felt.
Dining Chair Ida | Nordlicht Living | 139.00 was 169.00 | 1 | chair forest | The same frame with a cover that can be washed.
Dining Chair Lotte | Nordlicht Living | 159.00 | 5 hidden | chair forest | A sample of next year's collection.`,
  },
};

export const care: Department = {
  name: 'Care',
  tax_rate: standard,
  goods: {
    'Bath & Body': `
Olive Soap 120 g | Seifenhaus Lind | 5.90 | 104 | soap mint sand | Boiled for three days and dried for three months; nothing but olive oil and lye.
Lavender Soap 120 g | Seifenhaus Lind | 6.40 | 86 | soap mint sand | With flowers from our own field, which also scrub a little.
Hand Wash Rosemary 300 ml | Calendel | 8.90 | 73 | pump green copper | Plant-based, in a glass bottle that can be refilled.
Body Lotion Almond 300 ml | Calendel | 12.50 was 14.50 | 48 | pump green copper | Sinks in fast and smells of marzipan for an hour.
Face Cream Rose 50 ml | Calendel | 24.90 | 32 | cream pink copper | Rich in rose-hip oil, for dry skin and cold days.
Hand Balm Calendula 100 ml | Calendel | 11.90 | 60 | cream pink copper | For gardeners, climbers and everybody who washes up.
Bath Brush, pear wood | Seifenhaus Lind | 17.90 | 23 | brush brown cream | Natural bristles and a handle that reaches every shoulder blade.
Bath Salt Lavender 600 g | Seifenhaus Lind | 13.90 | 0 | bathsalt violet plum | Coarse salt for six baths in a glass with a cork.
Bath Salt Pine 600 g | Seifenhaus Lind | 13.90 | 29 | bathsalt violet plum | For tired legs: smells like the forest after rain.`,
  },
};
