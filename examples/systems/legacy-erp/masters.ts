// The items and customers of an installation, the same for the same seed. Numbers are Meridian's own.
export interface Item {
  number: string;
  description: string;
  unit: 'ST' | 'M';
  isLocked: boolean;
  /** Grams a unit. */
  weight: number;
  cents: number;
  /** Further units with thousandths of the base unit in one of them. */
  units: { unit: string; factor: number; ean: string }[];
}

export interface Customer {
  number: string;
  name: string;
  postcode: string;
  city: string;
  isLocked: boolean;
}

const goods: readonly (readonly [string, 'ST' | 'M', number, number])[] = [
  ['Kugelhahn ½" Messing', 'ST', 210, 845],
  ['Kugelhahn ¾" Messing', 'ST', 335, 1190],
  ['Rohrschelle verzinkt 20–25 mm', 'ST', 62, 79],
  ['Gewebeschlauch Ø 19 mm', 'M', 240, 229],
  ['Dübel 8×40; Nylon', 'ST', 3, 9],
  ['Schlüsselschraube M8×80', 'ST', 34, 31],
  ['Abflußrohr DN 110', 'M', 1650, 699],
  ['Türschließer weiß', 'ST', 1830, 6450],
  ['Steckdose "Komfort" UP', 'ST', 71, 389],
  ['Mantelleitung NYM-J 3×1,5 mm²', 'M', 118, 94],
  ['LED-Röhre 120 cm 4000 K', 'ST', 265, 1249],
  ['Bügelsäge 300 mm', 'ST', 640, 1590],
];

const houses: readonly (readonly [string, string, string])[] = [
  ['Müller & Söhne Haustechnik GmbH', '20457', 'Hamburg'],
  ['Elektro Øster A/S', '6400', 'Sønderborg'],
  ['Bäderwelt Königsallee', '40212', 'Düsseldorf'],
  ['Bouwhandel De Vries B.V.', '3011 AA', 'Rotterdam'],
  ['Café-Bau Straßer e.K.', '80331', 'München'],
  ['Kleinbetrieb gesperrt', '01067', 'Dresden'],
];

/** Thirteen digits, the last of them GTIN's check digit. */
function eanOf(twelve: string): string {
  const sum = Array.from(twelve).reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}

export function itemsOf(seed: number): Item[] {
  return goods.map(([description, unit, weight, cents], index) => {
    const number = String(104_711 + (seed % 1000) * 1000 + index * 13).padStart(18, '0');
    const twelve = (kind: number): string =>
      `40${String(seed % 100_000).padStart(5, '0')}${kind}${String(1000 + index)}`;
    const carton = (index % 4 === 0 ? 50 : 12) * 1000;
    return {
      number,
      description,
      unit,
      isLocked: index === goods.length - 1,
      weight,
      cents,
      units: [
        { unit, factor: 1000, ean: eanOf(twelve(0)) },
        ...(unit === 'ST' ? [{ unit: 'KAR', factor: carton, ean: eanOf(twelve(1)) }] : []),
      ],
    };
  });
}

export function customersOf(seed: number): Customer[] {
  return houses.map(([name, postcode, city], index) => ({
    number: String(200_017 + (seed % 1000) * 100 + index * 7).padStart(10, '0'),
    name,
    postcode,
    city,
    isLocked: index === houses.length - 1,
  }));
}

/** What is there on the first day, in thousandths. */
export const openingStock = (item: Item, index: number): number =>
  item.isLocked ? 0 : (40 + index * 25) * 1000 + (item.unit === 'M' ? 500 : 0);
