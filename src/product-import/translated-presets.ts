import type { Preset } from './column-presets.js';

/** One after another, of English, German, French, Spanish, Polish, Dutch, Italian, Portuguese, Swedish and Russian; some languages changed their words. */
const list = (spellings: string): string[] => spellings.split('; ');

const valuesOf = (at: number): string[] =>
  list(
    `Attribute ${at} value(s); Attribut ${at} Wert(e); Valeur(s) de l’attribut ${at}; Valor(es) del atributo ${at}; Wartość(-ci) atrybutu ${at}; Wartości atrybutu ${at}; Waarde eigenschap ${at}; Valore dell'attributo ${at}; Attributo ${at} valore(i); Attributo ${at} valuta(e); Valores do atributo ${at}; Attribut ${at} värde(n); Значение(-я) аттрибута(-ов) ${at}; Значение(-я) атрибута(-ов) ${at}`,
  );

export const woocommerce = {
  marks: [
    // The names of its database, which plugins write.
    ['posttitle', 'regularprice'],
    ...['name', 'sku', 'id'].map((key) => [key, 'regularprice']),
    ['name', 'regulärerpreis'],
    ['nom', 'tarifrégulier'],
    ['nombre', 'precionormal'],
    ['nazwa', 'cenaregularna'],
    ['nazwa', 'cenapodstawowa'],
    ['nazwa', 'cena', 'widocznośćwkatalogu'],
    ['naam', 'reguliereprijs'],
    ['nome', 'prezzodilistino'],
    ['nome', 'preço', 'visibilidadenocatálogo'],
    ['nome', 'preçonormal'],
    ['namn', 'ordinariepris'],
    ['имя', 'базоваяцена'],
  ],
  fields: {
    slug: list('Slug; post_name'),
    name: list('Name; Nom; Nombre; Nazwa; Naam; Nome; Namn; Имя; post_title'),
    description: list(
      'Description; Beschreibung; Descripción; Opis; Beschrijving; Descrizione; Short description; Kurzbeschreibung; Description courte; Descripción corta; Krótki opis; Korte beschrijving; Korte omschrijving; Breve descrizione; Descrição; Beskrivning; Описание; Descrição curta; Kort beskrivning; Короткое описание; Краткое описание; post_content; post_excerpt',
    ),
    brand: list(
      'Brands; Brand; Marken; Marke; Marques; Marque; Marcas; Marca; Marki; Marka; Merken; Merk; Marchi; Marchio; Varumärken; Varumärke; Бренды; Бренд',
    ),
    categories: list(
      'Categories; Kategorien; Catégories; Categorías; Kategorie; Categorieën; Categorie; Categorias; Kategorier; Категории; tax:product_cat',
    ),
    price: list(
      'Regular price; Regulärer Preis; Tarif régulier; Precio normal; Cena regularna; Cena podstawowa; Cena; Reguliere prijs; Prezzo di listino; Preço; Preço normal; Ordinarie pris; Базовая цена',
    ),
    sale_price: list(
      'Sale price; Angebotspreis; Tarif promo; Precio rebajado; Cena promocyjna; Actieprijs; Prezzo in offerta; Preço promocional; Reapris; Акционная цена; Цена распродажи',
    ),
    sale_from: list(
      'Date sale price starts; Datum, an dem Angebotspreis beginnt; Datum, an dem der Angebotspreis beginnt; Date de début de promo; Día en que empieza el precio rebajado; Data rozpoczęcia promocji; Startdatum actieprijs; Data di partenza del prezzo in saldo; Data de preço promocional começa em; Datum när reapriset börjar; Дата начала действия продажной цены; Дата начала действия акционной цены; sale_price_dates_from',
    ),
    sale_until: list(
      "Date sale price ends; Datum, an dem Angebotspreis endet; Datum, an dem der Angebotspreis endet; Date de fin de promo; Día en que termina el precio rebajado; Data zakończenia promocji; Einddatum actieprijs; Data in cui termina l'offerta; Data de preço promocional termina em; Datum när reapriset upphör; Дата окончания действия продажной цены; Дата окончания действия акционной цены; sale_price_dates_to",
    ),
    stock: list(
      'Stock; Bestand; Lagerbestand; Lager; Inventaire; Inventario; Stan magazynowy; Magazyn; Voorraad; Magazzino; Estoque; Запасы',
    ),
    published: list(
      'Published; Veröffentlicht; Publié; Publicado; Opublikowano; Gepubliceerd; Pubblicato; Publicerad; Опубликован',
    ),
    visibility: list(
      'Visibility in catalog; Visibility in catalogue; Catalog visibility; Sichtbarkeit im Katalog; Visibilité dans le catalogue; Visibilidad en el catálogo; Widoczność w katalogu; Zichtbaarheid in catalogus; Visibilità nel catalogo; Visibilidade no catálogo; Synlighet i katalog; Видимость в каталоге; visibility',
    ),
    status: ['post_status'],
    tracked: ['manage_stock'],
    id: ['ID'],
    sku: list('SKU; Artikelnummer; UGS; Артикул'),
    type: list('Type; Typ; Tipo; Rodzaj; Тип; tax:product_type'),
    parent: list(
      'Parent; Übergeordnet; Übergeordnetes Produkt; Superior; Nadrzędny; Element nadrzędny; Hoofd; Genitore; Ascendente; Överordnad; Родительский',
    ),
    available: list(
      'In stock?; Vorrätig?; Auf Lager?; En stock ?; En inventaire ?; ¿Existencias?; ¿En inventario?; Na stanie?; W magazynie?; Op voorraad?; Em estoque?; I lager?; В наличии?; stock_status',
    ),
    option1: valuesOf(1),
    option2: valuesOf(2),
    option3: valuesOf(3),
  },
} satisfies Preset;

/** In English, German, French, Spanish, Polish and Italian: what its import reads, and the list of products of its back office. */
export const prestashop = {
  marks: [
    ['productid', 'active01'],
    ['productid', 'pricetaxincluded'],
    ['productid', 'pricetaxexcluded'],
    ['productid', 'categoriesxyz'],
    ['active01', 'categoriesxyz'],
    ['aktiv01', 'kategorienxyz'],
    ['actif01', 'catégoriesxyz'],
    ['actif01', 'prixttc'],
    ['activo01', 'categoríasxyz'],
    ['activo01', 'precioconiva'],
    ['aktywny0lub1', 'kategoriexyz'],
    ['aktywny0lub1', 'cenazawierapodatekbrutto'],
    ['attivo01', 'categoriexyz'],
    ['nome', 'nomidellecategoriexyz'],
    ['productid', 'pricetaxincl'],
    ['productid', 'pricetaxexcl'],
    ['nom', 'référence', 'prixttc', 'position'],
    ['nom', 'référence', 'prixht', 'position'],
    ['name', 'artikelnr', 'preisinklmwst', 'position'],
    ['name', 'artikelnr', 'preiszzglmwst', 'position'],
  ],
  fields: {
    slug: list('URL rewritten; Przepisany URL; URL réécrite; URL reescrita; URL riscritto'),
    name: list('Name *; Nom; Nombre; Nazwa; Nome'),
    description: list(
      'Description; Beschreibung; Descripción; Opis; Descrizione; Summary; Zusammenfassung; Résumé; Récapitulatif; Resumen; Podsumowanie; Sommario; Riepilogo',
    ),
    brand: list('Manufacturer; Brand; Marke; Hersteller; Marque; Fabricant; Marca; Fabricante; Marka; Producent'),
    categories: list(
      'Categories (x,y,z...); Categories; Category; Kategorien (x,y,z...); Kategorie; Catégories (x,y,z...); Catégorie; Categorías (x,y,z...); Kategorie (x,y,z...); Categorie (x,y,z...); Nomi delle categorie (x,y,z...)',
    ),
    price: list(
      'Price tax included; Price (tax incl.); Preis inkl. MwSt.; Preis (inkl. MwSt.); Prix TTC; Prix (TTC); Precio con IVA; Precios con IVA; Precio impuestos incluidos; Cena zawiera podatek. (brutto); Prezzo (Tasse Incluse); Prezzo tasse incluse',
    ),
    discount: list(
      'Discount amount; Rabattbetrag; Montant de la remise; Valor del descuento; Wartość rabatu; Valore sconto',
    ),
    discount_percent: list(
      'Discount percent; Rabatt in Prozent; Pourcentage de réduction; Porcentaje de descuento; Porcentaje del descuento; Procent rabatu; Percentuale sconto',
    ),
    stock: list('Quantity; Menge; Quantité; Cantidad; Ilość; Quantità'),
    available: list(
      'Available for order (0 = No, 1 = Yes); Disponible à la commande (0 = Non, 1 = Oui); Dostępne do zamówienia (0 = Nie, 1 = Tak); Disponible para pedidos (0 = No, 1 = Si)',
    ),
    // What French calls État is the state of the goods where Actif says this.
    published: list(
      'Active (0/1); Aktiv (0/1); Actif (0/1); Activo (0/1); Aktywny (0 lub 1); Attivo (0/1); Active; Status; État; Statut',
    ),
    visibility: list('Visibility; Sichtbarkeit; Visibilité; Visibilidad; Widoczność; Visibilità'),
    sku: list('Reference #; Reference; Artikel-Nr.; Référence; Référence #; Referencia nº; Indeks #; Riferimento'),
  },
} satisfies Preset;

/** In English, French and Italian. */
export const etsy = {
  marks: [
    ['title', 'currencycode', 'quantity'],
    ['titre', 'codedevise', 'quantité'],
    ['titolo', 'currencycode', 'quantità'],
  ],
  fields: {
    name: list('Title; Titre; Titolo'),
    description: list('Description; Descrizione'),
    price: list('Price; Prix; Prezzo'),
    currency: list('Currency_code; Code_devise'),
    stock: list('Quantity; Quantité; Quantità'),
    choices: list('Variation 1 values; Valeurs variation 1; Valori variante 1'),
    sku: list('SKU; Référence'),
  },
} satisfies Preset;
