import type { Preset } from './column-presets.js';

/** One after another, of English, German, French, Spanish, Polish, Dutch and Italian; some languages changed their words. */
const list = (spellings: string): string[] => spellings.split('; ');

const valuesOf = (at: number): string[] =>
  list(
    `Attribute ${at} value(s); Attribut ${at} Wert(e); Valeur(s) de l’attribut ${at}; Valor(es) del atributo ${at}; Wartość(-ci) atrybutu ${at}; Wartości atrybutu ${at}; Waarde eigenschap ${at}; Valore dell'attributo ${at}; Attributo ${at} valore(i); Attributo ${at} valuta(e)`,
  );

export const woocommerce = {
  marks: [
    ...['name', 'sku', 'id'].map((key) => [key, 'regularprice']),
    ['name', 'regulärerpreis'],
    ['nom', 'tarifrégulier'],
    ['nombre', 'precionormal'],
    ['nazwa', 'cenaregularna'],
    ['nazwa', 'cenapodstawowa'],
    ['nazwa', 'cena', 'widocznośćwkatalogu'],
    ['naam', 'reguliereprijs'],
    ['nome', 'prezzodilistino'],
  ],
  fields: {
    slug: ['Slug'],
    name: list('Name; Nom; Nombre; Nazwa; Naam; Nome'),
    description: list(
      'Description; Beschreibung; Descripción; Opis; Beschrijving; Descrizione; Short description; Kurzbeschreibung; Description courte; Descripción corta; Krótki opis; Korte beschrijving; Korte omschrijving; Breve descrizione',
    ),
    brand: list(
      'Brands; Brand; Marken; Marke; Marques; Marque; Marcas; Marca; Marki; Marka; Merken; Merk; Marchi; Marchio',
    ),
    categories: list('Categories; Kategorien; Catégories; Categorías; Kategorie; Categorieën; Categorie'),
    price: list(
      'Regular price; Regulärer Preis; Tarif régulier; Precio normal; Cena regularna; Cena podstawowa; Cena; Reguliere prijs; Prezzo di listino',
    ),
    sale_price: list(
      'Sale price; Angebotspreis; Tarif promo; Precio rebajado; Cena promocyjna; Actieprijs; Prezzo in offerta',
    ),
    sale_from: list(
      'Date sale price starts; Datum, an dem Angebotspreis beginnt; Datum, an dem der Angebotspreis beginnt; Date de début de promo; Día en que empieza el precio rebajado; Data rozpoczęcia promocji; Startdatum actieprijs; Data di partenza del prezzo in saldo',
    ),
    sale_until: list(
      "Date sale price ends; Datum, an dem Angebotspreis endet; Datum, an dem der Angebotspreis endet; Date de fin de promo; Día en que termina el precio rebajado; Data zakończenia promocji; Einddatum actieprijs; Data in cui termina l'offerta",
    ),
    stock: list(
      'Stock; Bestand; Lagerbestand; Lager; Inventaire; Inventario; Stan magazynowy; Magazyn; Voorraad; Magazzino',
    ),
    published: list('Published; Veröffentlicht; Publié; Publicado; Opublikowano; Gepubliceerd; Pubblicato'),
    visibility: list(
      'Visibility in catalog; Visibility in catalogue; Sichtbarkeit im Katalog; Visibilité dans le catalogue; Visibilidad en el catálogo; Widoczność w katalogu; Zichtbaarheid in catalogus; Visibilità nel catalogo',
    ),
    id: ['ID'],
    sku: list('SKU; Artikelnummer; UGS'),
    type: list('Type; Typ; Tipo; Rodzaj'),
    parent: list(
      'Parent; Übergeordnet; Übergeordnetes Produkt; Superior; Nadrzędny; Element nadrzędny; Hoofd; Genitore',
    ),
    available: list(
      'In stock?; Vorrätig?; Auf Lager?; En stock ?; En inventaire ?; ¿Existencias?; ¿En inventario?; Na stanie?; W magazynie?; Op voorraad?',
    ),
    option1: valuesOf(1),
    option2: valuesOf(2),
    option3: valuesOf(3),
  },
} satisfies Preset;
