import { type Department, standard } from './department.js';

export const garden: Department = {
  name: 'Garden',
  tax_rate: standard,
  goods: {
    Plants: `
Cast-Iron Plant in a Clay Pot | Blattlaune | 34.90 | 14 | plant terracotta | It forgives dark corners, draughts and holidays.
Peace Lily in a Blue Pot | Blattlaune | 29.90 was 36.90 | 9 | plant blue | Cleans the air and hangs its head when it is thirsty.
Prickly Pear Cactus | Blattlaune | 18.50 | 26 | cactus blue pink | Twenty centimetres high; flowers in its third summer if you leave it alone.
Barrel Cactus | Blattlaune | 22.00 | 2 | cactus blue pink | Slow, round and content with a glass of water a month.
Begonias, planted | Blattlaune | 15.90 | 37 | flowers cream rose | Flower from May until the first frost, also in the shade.
Tulips, planted | Blattlaune | 12.90 | 44 | flowers slate orange | Forced in the greenhouse: four weeks ahead of spring.
Basil in a Pot | Blattlaune | 3.90 | 68 | herbs slate | Strong plants, sown thinly, that last longer than a week.
Lemon Balm in a Pot | Blattlaune | 4.20 | 51 | herbs slate | For tea, for fish, and for bees once it flowers.`,
    'Garden Tools & Seeds': `
Sunflower Seeds | Samenkiste | 2.90 | 145 | seeds violet yellow | Twenty seeds of a giant variety that grows to three metres.
Poppy Seeds | Samenkiste | 2.90 | 120 | seeds green red | Red field poppies for poor soil. Sow in autumn.
Cornflower Seeds | Samenkiste | 2.90 | 0 | seeds violet yellow | An old field flower in deep blue, loved by wild bees.
Watering Can 8 l | Gartenfink | 39.90 | 21 | wateringcan teal cream | Galvanised and painted, well balanced, with a brass rose.
Indoor Watering Can 2 l | Gartenfink | 24.90 was 29.90 | 33 | wateringcan teal cream | A small can that finds its place on the window sill.
Planting Trowel | Gartenfink | 16.50 | 58 | trowel red cream | Forged stainless steel with an ash handle, and a scale for the depth.
Nesting Box for Tits | Gartenfink | 27.90 | 24 | birdhouse cream red | Larch, a 32 mm hole and a roof that opens for cleaning.
Nesting Box for Sparrows | Gartenfink | 31.90 | 13 | birdhouse cream red | A wider hole and room for a family that likes company.`,
  },
};

export const outdoor: Department = {
  name: 'Outdoor',
  tax_rate: standard,
  goods: {
    Camping: `
Tent Fjell 2 | Fjellgard | 289.00 was 349.00 | 11 | tent teal amber | Two people, 2.4 kilos, up in four minutes even in the wind.
Tent Fjell 4 | Fjellgard | 429.00 | 6 | tent teal amber | Two sleeping cabins and a porch that takes four backpacks.
Sleeping Bag Dun −5 °C | Fjellgard | 219.00 | 15 | sleepingbag navy orange | Down from certified farms; weighs 980 grams and packs to the size of a loaf.
Summer Sleeping Bag | Fjellgard | 79.00 was 99.00 | 28 | sleepingbag navy orange | For huts and warm nights, washable at 40 degrees.
Storm Lantern | Fjellgard | 34.50 | 40 | lantern red cream | Burns paraffin for twenty hours and does not go out when it should not.
Gas Stove Kompakt | Fjellgard | 64.90 | 19 | stove blue cream | Boils a litre in under four minutes, with a windshield and an igniter.
Vacuum Flask 750 ml | Kaldbach | 32.90 | 62 | flask forest black | Tea stays hot for eighteen hours; the lid is a cup.
Vacuum Flask 500 ml | Kaldbach | 27.90 | 71 | flask forest black | The same wall of steel for a shorter way.`,
    Hiking: `
Day Pack 22 l | Adlerkar | 89.00 | 34 | backpack orange navy | A ventilated back, a rain cover and a pocket that a bottle really fits in.
Trekking Pack 45 l | Adlerkar | 169.00 was 199.00 | 12 | backpack forest amber | The load sits on the hip. Adjustable without tools.
Hiking Boots Kar | Adlerkar | 199.00 | 23 | boot brown red | Nubuck leather, a sole that can be replaced, made in the Alps.
Approach Boots Grat | Adlerkar | 159.00 | 3 | boot brown red | Between shoe and boot, for rock and the way to it.
Trekking Poles, pair | Adlerkar | 74.90 | 38 | poles red lime | Folding aluminium, 480 grams together, grips of cork.
Compass | Adlerkar | 42.00 | 45 | compass copper red | Liquid-filled, with a mirror, and it needs no battery.
Hiking Flask 1 l | Kaldbach | 36.90 | 0 | flask forest black | The large one for the whole group, with a carrying loop.`,
    Cycling: `
City Bike Stadtmöwe | Velorio | 749.00 was 849.00 | 4 | bike mint brown | Eight gears in the hub, a basket in front and lights that are always on.
City Bike Stadtmöwe, red | Velorio | 749.00 | 5 | bike red brown | The same bike in a red that is seen.
Cycling Helmet Urban | Velorio | 69.90 | 36 | helmet white teal | Turns a wheel at the back to fit; with reflectors and a light.
Cycling Helmet Trail | Velorio | 99.90 was 119.90 | 16 | helmet white teal | Reaches down further at the neck, with fifteen vents.
Front Light 80 Lux | Velorio | 59.00 | 42 | bikelight black red | Lights the road and not the eyes of others. Charged by USB-C.
Steel Drinking Bottle 600 ml | Kaldbach | 22.90 | 80 | flask forest black | Fits every bottle cage and keeps no taste.`,
  },
};
