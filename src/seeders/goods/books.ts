import { type Department, reduced } from './department.js';

export const books: Department = {
  name: 'Books',
  tax_rate: reduced,
  goods: {
    Novels: `
The Moon over Hallig | Nachteule Press | 22.00 | 46 | novel navy cream | A teacher comes to an island of nine houses and starts to count its secrets.
North of the Lighthouse | Nachteule Press | 14.00 | 58 | novel navy cream | Three sisters inherit a lighthouse and cannot agree on its lamp.
A Winter of Letters | Nachteule Press | 20.00 was 24.00 | 12 | novel navy cream | Two strangers exchange the wrong post for a whole winter.
The House in Lindenstrasse | Nachteule Press | 16.00 | 39 | mystery black red | A cold case, a warm kitchen and a detective who can cook.
Seven Keys | Nachteule Press | 15.00 | 51 | mystery black red | A locksmith is found behind a door that only he could open.
The Quiet Tenant | Nachteule Press | 12.99 | 0 | mystery black red | He pays in cash, he greets politely, and nobody has seen his face.
Summer, Slowly | Papierboot | 13.00 | 67 | love rose cream | A baker and a beekeeper, a village and a very long August.
Two Tickets to Trieste | Papierboot | 14.50 was 18.00 | 33 | love rose cream | A night train, one berth and a mistake of the booking office.`,
    Cookbooks: `
The Green Kitchen Year | Löffel & Buch | 32.00 | 28 | cookbook orange brown | A hundred and twenty vegetable dishes, sorted by what is ripe.
Weeknights | Löffel & Buch | 28.00 | 41 | cookbook orange brown | Thirty minutes, eight ingredients, one pot to wash.
Soup! | Löffel & Buch | 24.00 was 29.00 | 20 | cookbook orange brown | Sixty soups for every kind of weather.
Bread Needs Time | Löffel & Buch | 34.00 | 25 | bakebook mint brown | Sourdough explained without mysticism, with a plan for every week.
Small Cakes | Löffel & Buch | 22.00 | 37 | bakebook mint brown | For the 18 cm tin: cakes for two, gone before they go dry.
The Biscuit Tin | Löffel & Buch | 19.90 | 2 | bakebook mint brown | Forty kinds that keep, and a chapter about those that never do.`,
    'Travel & Nature': `
By Train to the Sea | Fernweh Editions | 26.00 | 31 | travel teal yellow | Twenty journeys across Europe without a single airport.
Islands in the Off-Season | Fernweh Editions | 24.00 was 29.00 | 16 | travel teal yellow | Where to go when everybody else has gone home.
A World Atlas for the Table | Fernweh Editions | 48.00 | 9 | travel teal yellow | Large maps, good paper and room for your own pins.
Walking the Alps, Hut to Hut | Fernweh Editions | 29.90 | 43 | nature sky slate | Nine long walks with maps, huts and honest hours.
Know Your Mountains | Fernweh Editions | 18.00 | 50 | nature sky slate | Two hundred peaks from Säntis to Triglav, drawn from the valley.
The Forest Handbook | Fernweh Editions | 21.00 | 36 | nature sky slate | Trees, tracks, mushrooms, and what to do when it gets dark.`,
    "Children's Books": `
Fips the Fox | Kleiner Drache | 15.00 | 74 | children yellow orange | Fips cannot sleep and asks every animal how it is done. From three years.
Fips the Fox Goes to School | Kleiner Drache | 15.00 | 63 | children yellow orange | Where do you sit when you have a tail? From five years.
Fips and the Snow | Kleiner Drache | 15.00 was 17.00 | 3 | children yellow orange | The first winter of a very small fox.
Off to the Stars | Kleiner Drache | 17.00 | 48 | stars violet yellow | A cardboard rocket, two friends and a landing in time for dinner.
The Rocket Workshop | Kleiner Drache | 19.90 | 40 | stars violet yellow | Thirty experiments with vinegar, balloons and courage. From eight years.
My First Space Atlas | Kleiner Drache | 22.00 was 25.00 | 27 | stars violet yellow | Planets, moons and everything that flies between them.`,
  },
};
