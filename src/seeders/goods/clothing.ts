import { type Department, standard } from './department.js';

export const clothing: Department = {
  name: 'Clothing',
  tax_rate: standard,
  goods: {
    'Tops & Jackets': `
T-Shirt Gipfel, white | Loden Lane | 24.90 | 130 | tshirt white teal | Heavy organic cotton with a printed mountain that stays where it is.
T-Shirt Gipfel, navy | Loden Lane | 24.90 | 118 | tshirt navy amber | The same heavy cotton, with the mountain by night.
T-Shirt Gipfel, sage | Loden Lane | 24.90 was 29.90 | 64 | tshirt mint forest | A colour of this summer, soon gone.
Striped Shirt | Loden Lane | 59.90 | 47 | shirt sky white | Poplin with a soft collar; can be worn open over a T-shirt.
Flannel Shirt | Loden Lane | 64.90 was 79.90 | 35 | shirt red amber | Brushed twice, for the first cold week of October.
Hoodie Abend | Loden Lane | 69.90 | 58 | hoodie plum white | Looped inside, lined hood, a pocket that goes right through.
Hoodie Morgen | Loden Lane | 69.90 | 2 | hoodie plum white | The lighter one that everybody in the house borrows.
Quilted Jacket | Adlerkar | 139.00 was 179.00 | 21 | jacket amber navy | Recycled filling, weighs little and fits below a rain jacket.
Quilted Jacket, forest | Adlerkar | 139.00 | 26 | jacket forest slate | Windproof, packs into its own pocket.`,
    Shoes: `
Running Shoes Tempo | Trittwerk | 119.00 | 39 | sneaker red navy | Eight millimetres of drop and a mesh that dries overnight.
Running Shoes Tempo, mint | Trittwerk | 119.00 was 139.00 | 17 | sneaker mint slate | Last season's colour, this season's sole.
Canvas Sneakers | Trittwerk | 69.90 | 52 | sneaker cream copper | Vulcanised, with a sole of natural rubber.
Felt Slippers | Weichfeld | 34.90 | 61 | slipper grey cream | Wool felt on cork: warm feet and quiet stairs.
Children's Slippers | Weichfeld | 27.90 | 43 | slipper grey cream | A star on the toe and a sole that does not slip.
Winter Boots | Trittwerk | 169.00 | 0 | boot brown red | Lined with lambswool, waterproof up to the ankle.`,
    Accessories: `
Bobble Hat | Kestrel Knit | 29.90 | 72 | beanie rose cream | Merino, knitted double, with a bobble that comes off for the wash.
Ribbed Hat | Kestrel Knit | 27.90 | 55 | beanie forest amber | Long enough to be turned up twice.
Lambswool Scarf | Kestrel Knit | 49.90 was 59.90 | 30 | scarf forest amber | Two metres from a mill in Thuringia, with knotted fringes.
Striped Socks, 2 pairs | Kestrel Knit | 16.90 | 124 | socks blue yellow | Reinforced heel and toe and no seam that presses.
Hiking Socks, 2 pairs | Kestrel Knit | 24.90 | 88 | socks blue yellow | Merino and a little nylon, padded where the boot rubs.
Sunglasses Lido | Marlow & Finch | 89.00 | 33 | sunglasses brown teal | Bio-acetate frame and polarised lenses with full UV protection.
Sunglasses Mole | Marlow & Finch | 79.00 was 95.00 | 18 | sunglasses brown teal | Narrower, lighter and a little stricter.
Canvas Tote | Marlow & Finch | 19.90 | 140 | tote cream green | Carries ten kilos and folds into a jacket pocket.
Wrist Watch Station | Marlow & Finch | 169.00 | 13 | watch copper brown | A quartz movement, sapphire glass and a strap of vegetable-tanned leather.
Wrist Watch Hafen | Marlow & Finch | 189.00 was 229.00 | 1 | watch copper brown | The same dial with a date, watertight to 100 metres.`,
  },
};

export const electronics: Department = {
  name: 'Electronics',
  tax_rate: standard,
  goods: {
    Audio: `
Headphones Stille | Auralis | 229.00 was 279.00 | 24 | headphones black copper | Cancels the train and keeps the voices; thirty hours on one charge.
Headphones Studio | Auralis | 149.00 | 31 | headphones black copper | Wired, closed and honest about the recording.
Bookshelf Speaker | Auralis | 189.00 | 14 | speaker teal sand | A two-way box with a surprising bass. Sold singly.
Bluetooth Speaker Kiesel | Auralis | 79.90 | 49 | speaker teal sand | Waterproof, eighteen hours, and two of them become stereo.
Kitchen Radio | Auralis | 119.00 was 139.00 | 22 | radio cream brown | DAB+, FM and five keys for the stations that you really hear.
Portable Radio | Auralis | 69.00 | 0 | radio cream brown | Runs on a battery, a crank or the sun.
Earbuds Flüster | Auralis | 99.00 | 57 | earbuds white grey | Small, light and with a case that lasts a week.`,
    'Computing & Power': `
Mechanical Keyboard | Tastwerk | 129.00 | 27 | keyboard slate orange | Hot-swappable switches with a soft bump, keycaps that do not shine.
Compact Keyboard | Tastwerk | 89.00 was 109.00 | 19 | keyboard slate orange | Without the number pad, with Bluetooth for three devices.
Wired Mouse | Tastwerk | 34.90 | 66 | mouse blue white | Symmetric, light and without any software to install.
Silent Mouse | Tastwerk | 44.90 | 53 | mouse blue white | Clicks that only you can feel.
Notebook Werkbank 14 | Tastwerk | 1199.00 | 7 | laptop grey sky | Every part can be replaced with one screwdriver; 32 GB of memory.
Notebook Werkbank 16 | Tastwerk | 1499.00 was 1649.00 | 3 | laptop grey sky | The large screen, the long battery and the same screwdriver.
Power Bank 10 000 mAh | Voltaro | 39.90 | 91 | powerbank black lime | Charges a phone twice and shows honestly what is left.
USB-C Charger 65 W | Voltaro | 44.90 was 54.90 | 75 | charger white green | For notebook and phone at once; no bigger than a matchbox.`,
  },
};
