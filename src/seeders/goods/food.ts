import { type Department, reduced } from './department.js';

export const food: Department = {
  name: 'Food',
  tax_rate: reduced,
  goods: {
    Fruit: `
Banana | Chiquita | 3.00 | 126 | banana yellow | this is a banana
Apple | Pink Lady | 2.00 | 185 | apple rose | this is an apple
Kiwi | Zespri | 4.00 | 94 | kiwi brown lime | this a kiwi
Conference Pears 1 kg | Feldhain | 3.49 | 64 | pear lime | Long, sweet pears from old standard trees. Eat them while they are still a little firm.
Juicing Oranges 2 kg | Feldhain | 4.29 was 4.99 | 85 | citrus orange orange | Thin-skinned oranges with few pips: two kilos give about a litre of juice.
Unwaxed Lemons 500 g | Feldhain | 2.19 | 110 | citrus yellow yellow | Untreated after the harvest, so that the zest can go into the cake.
Blue Table Grapes 500 g | Feldhain | 3.29 | 42 | grapes violet | Seedless, crisp and just sour enough for the cheese board.
Strawberries 500 g | Beetfein | 4.50 was 5.90 | 27 | strawberry red | Picked before sunrise and in the shop on the same day.
Blueberries 250 g | Beetfein | 3.79 | 58 | berries navy | Cultivated blueberries with a fine bloom, washed and ready to eat.
Sweet Cherries 500 g | Beetfein | 5.40 | 3 | cherries red | Large, dark and firm, of the old variety Hedelfinger.
Pineapple | Feldhain | 3.90 | 36 | pineapple amber | Ripened on the plant and flown nowhere: it came by ship in twelve days.
Watermelon Half | Feldhain | 3.20 | 18 | melon rose | About two kilos of red flesh with very few seeds.
Avocados, pack of 2 | Feldhain | 2.99 | 74 | avocado green forest | Ready to eat today, or tomorrow if you put them in the fridge.`,
    Vegetables: `
Bunched Carrots | Beetfein | 1.79 | 95 | carrots orange | With their greens on, which make a good pesto.
Vine Tomatoes 500 g | Beetfein | 2.49 | 80 | tomatoes red | Five or six tomatoes on the vine, from an unheated greenhouse.
Red Pepper | Beetfein | 0.99 | 140 | pepper red | Thick walls and a lot of vitamin C; sweet even when raw.
Yellow Pepper | Beetfein | 0.99 | 132 | pepper yellow | The mildest of the three colours, good for children's lunch boxes.
Broccoli 400 g | Beetfein | 1.69 | 66 | broccoli green | Dense dark heads. The peeled stem is the best part.
Waxy Potatoes 2.5 kg | Feldhain | 3.49 | 70 | potatoes sand | The variety Linda, for salads, gratins and everything that must keep its shape.
Brown Mushrooms 250 g | Beetfein | 1.89 | 48 | mushrooms brown | Grown in the dark, picked by hand, stronger in taste than white ones.
Hokkaido Pumpkin | Feldhain | 2.89 | 33 | pumpkin orange | No peeling needed: the skin turns soft when it is cooked.
Aubergine | Beetfein | 1.39 | 52 | aubergine plum | Shiny, firm and not bitter, so it needs no salting.`,
    Bakery: `
Farmhouse Bread 1 kg | Kringelbeck | 4.80 | 24 | loaf copper | Rye and wheat with a three-stage sourdough, baked until the crust sings.
Spelt Loaf 750 g | Kringelbeck | 5.20 | 15 | loaf sand | Whole spelt, sunflower seeds and a night in the proving basket.
Butter Croissants, 4 pieces | Kringelbeck | 4.40 | 30 | croissant amber | Twenty-seven layers with nothing but butter between them.
Lye Pretzels, 3 pieces | Kringelbeck | 2.70 | 40 | pretzel brown | Thin arms, thick belly, coarse salt in a little bag beside them.
Sesame Rolls, 6 pieces | Kringelbeck | 3.10 | 38 | rolls amber | Half-baked: eight minutes in the oven and it smells of Sunday.
Raspberry Layer Cake | Kringelbeck | 18.90 | 6 | cake red cream | Sponge, raspberry jam and vanilla cream for eight people or four honest ones.
Chocolate Layer Cake | Kringelbeck | 19.90 was 22.90 | 2 | cake cocoa brown | Dark sponge soaked in espresso under a thick ganache.`,
    'Coffee & Tea > Coffee': `
Espresso Nero, beans 1 kg | Kranich Roasters | 21.90 was 24.90 | 75 | coffee black cream | Dark and chocolatey, half Robusta from India, for a crema that carries sugar.
Crema Cassata, beans 1 kg | Kranich Roasters | 19.90 | 88 | coffee terracotta cream | A mild blend from Brazil and Honduras for fully automatic machines.
Yirgacheffe, beans 250 g | Kranich Roasters | 9.80 | 40 | coffee terracotta cream | A light roast with bergamot and peach. Best from a hand filter.
Decaf, ground 250 g | Kranich Roasters | 6.90 | 52 | coffee terracotta cream | Decaffeinated with spring water only, so that the evening has coffee too.
Camp Coffee, ground 500 g | Kranich Roasters | 11.50 | 0 | coffee black cream | Coarsely ground for the French press and the pot over the fire.
Cappuccino Cup 180 ml | Tafelrund | 14.50 | 34 | cup teal | Thick-walled stoneware that keeps the milk foam warm, with its saucer.`,
    'Coffee & Tea > Tea': `
Darjeeling First Flush 100 g | Teehaus Wolke | 12.90 | 28 | tea forest cream | The first leaves of March: flowery, light, and never boiled for longer than two minutes.
Earl Grey 125 g | Teehaus Wolke | 7.40 | 61 | tea forest cream | Ceylon leaves with real oil of bergamot instead of aroma.
Peppermint, loose 80 g | Teehaus Wolke | 4.90 | 90 | tea forest cream | Whole leaves from Franconia that fill a kitchen with their smell.
Rooibos Vanilla 150 g | Teehaus Wolke | 6.20 was 7.20 | 47 | tea forest cream | Free of caffeine, and children like it cold with orange juice.
Sencha 100 g | Teehaus Wolke | 10.50 | 22 | tea forest cream | Steamed Japanese green tea that tastes of fresh grass and a little of the sea.`,
    'Chocolate & Biscuits': `
Dark Chocolate 72 % | Belmonde | 3.20 | 160 | chocolate cocoa amber | Cocoa from Ecuador, conched for sixty hours, with no vanilla to hide behind.
Milk Chocolate with Hazelnuts | Belmonde | 2.90 | 185 | chocolate blue cream | Whole roasted nuts from Piedmont in a creamy milk chocolate with 40 % cocoa.
White Chocolate Raspberry | Belmonde | 3.40 was 3.90 | 77 | chocolate rose cream | Sour freeze-dried raspberries against a lot of sweetness.
Sea Salt Caramel Bar | Belmonde | 3.40 | 92 | chocolate blue cream | A soft caramel core with flakes of salt from the Atlantic coast.
Pralines, box of 16 | Belmonde | 16.90 | 26 | pralines red cream | Four kinds, made by hand: nougat, marzipan, truffle and pistachio.
Champagne Truffles, box of 16 | Belmonde | 21.50 | 1 | pralines red cream | Rolled in icing sugar, for birthdays and for apologies.
Oat Cookies 300 g | Krumel & Co | 4.30 | 68 | biscuits sand | With rolled oats, brown butter and large pieces of dark chocolate.
Ginger Nuts 250 g | Krumel & Co | 3.70 | 57 | biscuits sand | Hard enough to dunk and hot enough to notice.`,
    Pantry: `
Acacia Honey 500 g | Sonnholm | 8.90 | 45 | jar amber cream | Light and liquid for a whole year, from one beekeeper in Brandenburg.
Apricot Jam 340 g | Sonnholm | 4.20 | 63 | jar orange white | Seventy per cent fruit, cooked in small copper pans.
Basil Pesto 190 g | Sonnholm | 4.90 was 5.50 | 71 | jar green amber | Genoese basil, pine nuts and a cheese that has aged for two years.
Peanut Butter Crunchy 350 g | Sonnholm | 3.90 | 82 | jar amber cream | Peanuts and a pinch of salt. That is the whole recipe.
Olive Oil Extra Virgin 750 ml | Sonnholm | 14.90 | 54 | bottle forest cream | Pressed on the day of the harvest from Koroneiki olives; peppery at the end.
Balsamic Vinegar 500 ml | Sonnholm | 9.80 | 37 | bottle forest cream | From Modena, four years in wood, sweet enough for strawberries.
Farfalle 500 g | Pasta Lunella | 2.30 | 150 | pasta blue yellow | Durum wheat drawn through bronze, so that the sauce holds on.
Peeled Tomatoes 400 g | Pasta Lunella | 1.49 | 210 | tin red cream | Plum tomatoes from the south in their own juice.
Chickpeas 400 g | Sonnholm | 1.29 | 190 | tin forest cream | Cooked soft in spring water, for hummus and quick curries.
Fusilli, whole grain 500 g | Pasta Lunella | 2.50 | 4 hidden | pasta blue yellow | A new recipe with more bite. It comes back when the packs are printed.`,
    Drinks: `
Sparkling Water with Lime 330 ml | Quellmark | 1.10 | 240 | can teal lime | Spring water, a squeeze of lime and no sugar at all.
Blood Orange Lemonade 330 ml | Quellmark | 1.40 | 175 | can red orange | Twenty per cent juice, and it turns your tongue red.
Cold Brew 330 ml | Kranich Roasters | 2.80 | 64 | can black copper | Steeped for sixteen hours, unsweetened and strong.
Cloudy Apple Juice 1 l | Feldhain | 2.60 | 98 | bottle amber lime | From meadow orchards, pressed once and only gently heated.
Grape Juice, red 1 l | Feldhain | 3.20 | 59 | bottle forest cream | Dornfelder grapes, as full as a wine and fit for breakfast.
Elderflower Syrup 500 ml | Sonnholm | 6.40 was 7.40 | 31 | bottle amber lime | One part syrup, seven parts water, a leaf of mint.`,
  },
};
