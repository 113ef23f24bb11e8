// Names of units that mean the same: UN/ECE Recommendation 20 (three letters or digits), ISO and UCUM, X12 (two letters), and what
// ERPs say. Only for suggestions: a person decides.

const groups: readonly (readonly string[])[] = [
  ['each', 'ea', 'c62', 'h87', 'ece', 'pce', 'pc', 'pcs', 'piece', 'pieces', 'unit', 'st', 'stk', 'stck', 'stueck'],
  ['pair', 'pr', 'npr', 'pa', 'paar'],
  ['set', 'kt', 'kit', 'satz'],
  ['dozen', 'dzn', 'dz', 'dutzend'],
  ['box', 'bx', 'xbx'],
  ['case', 'cs', 'xcs', 'ca'],
  ['carton', 'ct', 'xct', 'ctn', 'kar', 'karton'],
  ['pack', 'pk', 'xpk', 'package', 'packung', 'pac'],
  ['bag', 'bg', 'xbg', 'beutel'],
  ['bottle', 'bo', 'xbo', 'flasche'],
  ['roll', 'ro', 'xro', 'rl', 'rol', 'rolle'],
  ['drum', 'dr', 'xdr', 'fass'],
  ['pallet', 'px', 'xpx', 'pal', 'pf', 'palette'],
  ['m', 'mtr', 'meter', 'metre', 'mt'],
  ['cm', 'cmt', 'centimeter', 'centimetre'],
  ['mm', 'mmt', 'millimeter', 'millimetre'],
  ['ft', 'fot', 'foot', 'feet'],
  ['in', 'inh', 'inch'],
  ['m2', 'mtk', 'sqm', 'qm'],
  ['m3', 'mtq', 'cbm'],
  ['kg', 'kgm', 'kilogram', 'kilo'],
  ['g', 'grm', 'gram', 'gr'],
  ['t', 'tne', 'tonne'],
  ['lb', 'lbr', 'pound'],
  ['oz', 'onz', 'ounce'],
  ['l', 'ltr', 'liter', 'litre', 'lt'],
  ['ml', 'mlt', 'milliliter', 'millilitre'],
  ['h', 'hur', 'hr', 'hour'],
  ['day', 'da'],
];

const groupOf = new Map(groups.flatMap((group, number) => group.map((name) => [name, number] as const)));

/** Whether both names are known to mean one unit. */
export function isSameUnit(one: string, other: string): boolean {
  const group = groupOf.get(plain(one));
  return group !== undefined && group === groupOf.get(plain(other));
}

function plain(unit: string): string {
  return unit.toLowerCase().replaceAll('ü', 'ue').replaceAll('²', '2').replaceAll('³', '3').replaceAll(/[\s.]/g, '');
}
