// Purchase orders of X12 as a file: as many as are wanted, each of six lines and without a fault.

const lines = Array.from(
  { length: 6 },
  (_, line) =>
    `PO1*${line + 1}*${120 + line}*EA*9.25*TE*CB*065322-11${line}*PR*RO*VN*AB354${line}~\nPID*F****SMALL WIDGET NUMBER ${line}~\nPO4*4*4*EA*PLT94**3*LR*15*CT~`,
);

const head = [
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260131*1200*U*00401*000000001*0*T*>~',
  'GS*PO*SENDER*RECEIVER*20260131*1200*1*X*004010~',
].join('\n');

export function fileOf(orders: number): string {
  return [...piecesOf(orders)].join('');
}

/** The same in pieces of a thousand orders. */
export function* piecesOf(orders: number): Generator<string> {
  yield `${head}\n`;
  for (let from = 0; from < orders; from += 1_000)
    yield Array.from({ length: Math.min(1_000, orders - from) }, (_, index) => order(100_000 + from + index)).join('');
  yield `GE*${orders}*1~\nIEA*1*000000001~\n`;
}

function order(number: number): string {
  return [
    `ST*850*${number}~`,
    `BEG*00*SA*${number}-A**20260131~`,
    'REF*DP*038~\nREF*PS*R~\nITD*14*3*2**45**46~\nDTM*002*20260220~\nPKG*F*68***PALLETIZE SHIPMENT~\nPKG*F*66***REGULAR~',
    'TD5*A*92*P3**SEE XYZ RETAIL ROUTING GUIDE~\nN1*ST*XYZ RETAIL*9*0003947268292~\nN3*31875 SOLON RD~\nN4*SOLON*OH*44139~',
    ...lines,
    'CTT*6~',
    `SE*${14 + 3 * lines.length}*${number}~\n`,
  ].join('\n');
}
