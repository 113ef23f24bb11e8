// A naive model of stock, to check the real one against. It is written from the definitions in the documents and imports nothing
// of what it checks. It keeps everything it is told for ever and counts anew for every question, one unit at a time:
//
//   on hand of a cell  = the latest absolute + every movement after it
//   sellable           = on hand of the available cells
//   reserved           = units that live reservations hold on hand
//   free               = sellable − reserved
//   short              = what is reserved and not sellable

export interface Stamp {
  readonly source: string;
  readonly sequence: number | null;
  /** Epoch milliseconds. */
  readonly time: number;
}

export interface Place {
  readonly item: string;
  readonly site: string;
}

interface CellName extends Place {
  readonly lot: string;
  readonly status: string;
}

interface Movement extends CellName, Stamp {
  readonly quantity: number;
}

interface Hold extends Place {
  readonly holder: string;
  readonly number: number;
  readonly line: number;
  readonly units: number;
  readonly supply: string | null;
  waiting: number;
  gone: number;
  live: boolean;
  readonly heard: Map<string, number>;
}

interface Expected extends Place {
  readonly id: string;
  date: string;
  quantity: number;
  received: number;
  stamp: Stamp;
}

export interface Line {
  readonly line: number;
  readonly quantity: number;
  /** Component → units of it in one of the line's item; a stocked item is its own only component. */
  readonly components: Readonly<Record<string, number>>;
  /** Those of them that are kept in lots. */
  readonly lots: readonly string[];
}

export interface Wish {
  /** Most preferred first. */
  readonly sites: readonly string[];
  readonly today: string;
  readonly wanted: string | null;
  readonly backorder: boolean;
}

export interface Promised {
  readonly portions: readonly {
    readonly line: number;
    readonly site: string;
    readonly quantity: number;
    readonly promisedFor: string;
  }[];
  readonly open: readonly { readonly line: number; readonly quantity: number }[];
}

type Piece = Omit<Hold, 'holder' | 'number' | 'gone' | 'live' | 'heard' | 'waiting'>;

export class Oracle {
  readonly #movements: Movement[] = [];
  readonly #absolutes: Movement[] = [];
  readonly #holds: Hold[] = [];
  readonly #supplies: Expected[] = [];
  readonly #expiry = new Map<string, string>();

  // What happens

  moved(cell: CellName, quantity: number, stamp: Stamp, expiresOn?: string): void {
    if (expiresOn !== undefined) this.#expiry.set(nameOf(cell), expiresOn);
    this.#movements.push({ ...cell, ...stamp, quantity });
  }

  received(
    cell: CellName,
    quantity: number,
    stamp: Stamp,
    more: { readonly expiresOn?: string | undefined; readonly supply?: string | undefined },
  ): void {
    this.moved(cell, quantity, stamp, more.expiresOn);
    const supply = this.#suppliesAt(cell).find(({ id }) => id === more.supply);
    if (supply !== undefined) {
      supply.received += quantity;
      this.#bind(cell, supply.id, quantity);
    }
    this.bindOverdue(cell);
  }

  /** False when a later absolute is known. */
  counted(cell: CellName, quantity: number, stamp: Stamp, expiresOn?: string): boolean {
    const latest = this.#latest(cell);
    if (latest !== undefined && isAfter(latest, stamp)) return false;
    if (expiresOn !== undefined) this.#expiry.set(nameOf(cell), expiresOn);
    this.#absolutes.push({ ...cell, ...stamp, quantity });
    this.bindOverdue(cell);
    return true;
  }

  /** Goods left: first those that the holder reserved and this source has not told of, then any. */
  issued(cell: CellName, quantity: number, stamp: Stamp, holder: string | null): void {
    let left = quantity;
    let leaving = 0;
    for (const hold of this.#holds) {
      if (hold.holder !== holder || hold.item !== cell.item || hold.site !== cell.site) continue;
      let heard = hold.heard.get(stamp.source) ?? 0;
      for (; left > 0 && heard < (hold.live ? hold.units : hold.gone); left -= 1) {
        heard += 1;
        if (heard <= hold.gone) continue;
        this.#leave(hold);
        leaving += 1;
      }
      hold.heard.set(stamp.source, heard);
    }
    // Of what was given back, as much has left as the source says that says the most.
    for (const hold of this.#holds) {
      if (hold.holder !== holder || hold.item !== cell.item || hold.site !== cell.site || hold.live) continue;
      const told = hold.heard.get(stamp.source) ?? 0;
      const most = Math.max(hold.gone, ...hold.heard.values());
      const more = Math.max(0, Math.min(left, hold.units - told));
      left -= more;
      leaving += Math.max(0, told + more - most);
      hold.heard.set(stamp.source, told + more);
    }
    if (leaving + left > 0) this.moved(cell, -(leaving + left), stamp);
  }

  /**
   * What is told of available goods of a lot whose last day has passed is about those that went to expired. `day` is the day
   * that is spoken of; `expiresOn` what is told with it.
   */
  spoken(cell: CellName, day: string, expiresOn?: string): CellName {
    const expiry = expiresOn ?? this.expiryOf(cell);
    if (cell.status !== 'available' || cell.lot === '' || expiry === undefined || expiry > day) return cell;
    this.#expire(cell, expiry);
    return { ...cell, status: 'expired' };
  }

  /** Of the lot, in whichever status it was told. */
  expiryOf(cell: CellName): string | undefined {
    const lot = this.#cells(cell).filter((other) => other.lot === cell.lot);
    const told = [cell, ...lot].map((other) => this.#expiry.get(nameOf(other)));
    return told.find((expiry) => expiry !== undefined);
  }

  /** What is available leaves after all that is known; what arrives as expired has been there since the day began. */
  #expire(cell: CellName, expiry: string): void {
    const quantity = Math.max(0, this.#sum(cell));
    if (quantity === 0) return;
    const began = { source: 'crossdock', sequence: null, time: Date.parse(`${expiry}T00:00:00Z`) };
    const known = this.#latest(cell)?.time ?? 0;
    this.moved(cell, -quantity, { ...began, time: Math.max(began.time, known + 1) }, expiry);
    this.moved({ ...cell, status: 'expired' }, quantity, began, expiry);
  }

  expected(id: string, place: Place, quantity: number, date: string, stamp: Stamp): void {
    const known = this.#supplies.find((supply) => supply.id === id && same(supply, place));
    if (known === undefined) this.#supplies.push({ ...place, id, quantity, date, received: 0, stamp });
    else if (!isAfter(known.stamp, stamp)) Object.assign(known, { quantity, date, stamp });
    this.bindOverdue(place);
  }

  /** Lots whose day has come go from available to expired. */
  expired(item: string, sites: readonly string[], today: string): void {
    for (const site of sites) {
      for (const cell of this.#cells({ item, site })) {
        const expiry = this.#expiry.get(nameOf(cell));
        if (cell.status === 'available' && expiry !== undefined && expiry <= today) this.#expire(cell, expiry);
      }
    }
  }

  /** Reserves what the plan gives; changes nothing when something stays open that may not. */
  reserve(holder: string, lines: readonly Line[], wish: Wish): Promised | null {
    const { promised, pieces } = this.#plan(lines, wish);
    if (promised.open.length > 0 && !wish.backorder) return null;
    const first = this.#holds.filter((hold) => hold.holder === holder).length;
    for (const [index, piece] of pieces.entries()) {
      this.#holds.push({
        ...piece,
        holder,
        number: first + index,
        waiting: piece.supply === null ? 0 : piece.units,
        gone: 0,
        live: true,
        heard: new Map(),
      });
    }
    return promised;
  }

  /** Takes back what the holder has pending and reserves anew, or leaves everything as it was. */
  change(holder: string, lines: readonly Line[], wish: Wish): Promised | null {
    const before = this.#holds.map(({ live, waiting }) => ({ live, waiting }));
    this.#giveBack(holder);
    const promised = this.reserve(holder, lines, wish);
    if (promised === null)
      for (const [index, state] of before.entries()) Object.assign(this.#holds[index] ?? {}, state);
    else this.#bindAll(holder);
    return promised;
  }

  /** What is given back is first of all for those whose supply should have been there. */
  release(holder: string): void {
    this.#giveBack(holder);
    this.#bindAll(holder);
  }

  #bindAll(holder: string): void {
    for (const hold of this.#holds) if (hold.holder === holder) this.bindOverdue(hold);
  }

  #giveBack(holder: string): void {
    for (const hold of this.#holds) {
      if (hold.holder !== holder || !hold.live) continue;
      hold.live = false;
      hold.waiting = 0;
    }
  }

  waits(holder: string): boolean {
    return this.#holds.some((hold) => hold.holder === holder && hold.waiting > 0);
  }

  /** Whether the lots hold what is to go until `total` whole units of the line have gone. */
  lotsHold(holder: string, line: Line, total: number): boolean {
    const wanted = new Map<string, number>();
    for (const [item, per] of Object.entries(line.components)) {
      const holds = this.#holds.filter((hold) => hold.holder === holder && hold.item === item);
      let left = per * total - holds.reduce((sum, hold) => sum + hold.gone, 0);
      for (const hold of holds) {
        const units = Math.max(0, Math.min(left, hold.units - hold.gone));
        left -= units;
        const lots = this.#lots(hold);
        const inLots = lots.reduce((sum, lot) => sum + Math.max(0, this.#sum(lot)), 0);
        const key = `${item} ${hold.site}`;
        wanted.set(key, (wanted.get(key) ?? 0) + units);
        if (line.lots.includes(item) && (wanted.get(key) ?? 0) > inLots) return false;
      }
    }
    return true;
  }

  /** Posts whole units of a reservation until `total` have gone, earliest expiry first, and gives the rest back. */
  post(holder: string, line: Line, total: number, stamp: Stamp): void {
    for (const [item, per] of Object.entries(line.components)) {
      const holds = this.#holds.filter((hold) => hold.holder === holder && hold.item === item);
      let left = per * total - holds.reduce((sum, hold) => sum + hold.gone, 0);
      for (const hold of holds) {
        let units = 0;
        for (; left > 0 && hold.gone < hold.units; left -= 1) {
          this.#leave(hold);
          hold.heard.set(stamp.source, (hold.heard.get(stamp.source) ?? 0) + 1);
          units += 1;
        }
        for (const lot of this.#lots(hold)) {
          const taken = Math.min(units, Math.max(0, this.#sum(lot)));
          units -= taken;
          if (taken > 0) this.moved(lot, -taken, stamp);
        }
        if (units > 0) this.moved({ item, site: hold.site, lot: '', status: 'available' }, -units, stamp);
      }
    }
    this.release(holder);
  }

  /** Whole units of a line that have left. */
  gone(holder: string, line: Line): number {
    const holds = this.#holds.filter((hold) => hold.holder === holder && hold.line === line.line);
    const units = (item: string): number => holds.reduce((sum, hold) => sum + (hold.item === item ? hold.gone : 0), 0);
    return Math.min(...Object.entries(line.components).map(([item, per]) => Math.floor(units(item) / per)));
  }

  /** Components have left that make no whole unit of the line. */
  isBroken(holder: string, line: Line): boolean {
    const units = this.gone(holder, line);
    return Object.entries(line.components).some(([item, per]) => {
      const holds = this.#holds.filter(
        (hold) => hold.holder === holder && hold.line === line.line && hold.item === item,
      );
      return holds.reduce((sum, hold) => sum + hold.gone, 0) > per * units;
    });
  }

  hasLive(holder: string): boolean {
    return this.#holds.some((hold) => hold.holder === holder && hold.live);
  }

  // What there is

  available(lines: readonly Line[], wish: Wish): Promised {
    return this.#plan(lines, wish).promised;
  }

  figures(
    place: Place,
  ): Record<'onHand' | 'sellable' | 'reserved' | 'short' | 'unexplained' | 'inbound' | 'inboundReserved', number> {
    const sums = this.#cells(place).map((cell) => ({ cell, sum: this.#sum(cell) }));
    const onHand = sums.reduce((total, { sum }) => total + Math.max(0, sum), 0);
    const unexplained = sums.reduce((total, { sum }) => total + Math.max(0, -sum), 0);
    const holds = this.#holds.filter((hold) => same(hold, place) && hold.live);
    const inboundReserved = holds.reduce((total, hold) => total + hold.waiting, 0);
    const reserved = holds.reduce((total, hold) => total + hold.units - hold.gone - hold.waiting, 0);
    const sellable = this.#sellable(place, null);
    const inbound = this.#suppliesAt(place).reduce((total, supply) => total + toCome(supply), 0);
    return {
      onHand,
      sellable,
      reserved,
      short: Math.max(0, reserved - sellable),
      unexplained,
      inbound,
      inboundReserved,
    };
  }

  #cells(place: Place): CellName[] {
    const cells = new Map<string, CellName>();
    for (const { item, site, lot, status } of [...this.#movements, ...this.#absolutes]) {
      if (same({ item, site }, place)) cells.set(nameOf({ item, site, lot, status }), { item, site, lot, status });
    }
    return [...cells.values()];
  }

  #latest(cell: CellName): Movement | undefined {
    let latest: Movement | undefined;
    for (const absolute of this.#absolutes) {
      if (nameOf(absolute) === nameOf(cell) && (latest === undefined || isAfter(absolute, latest))) latest = absolute;
    }
    return latest;
  }

  /** Below zero: more was issued than was ever seen. */
  #sum(cell: CellName): number {
    const latest = this.#latest(cell);
    let sum = latest?.quantity ?? 0;
    for (const movement of this.#movements) {
      if (nameOf(movement) === nameOf(cell) && (latest === undefined || isAfter(movement, latest)))
        sum += movement.quantity;
    }
    return sum;
  }

  /** Without lots that do not last until `until`. */
  #sellable(place: Place, until: string | null): number {
    let sum = 0;
    for (const cell of this.#cells(place)) {
      const expiry = this.#expiry.get(nameOf(cell));
      if (cell.status !== 'available' || (until !== null && expiry !== undefined && expiry <= until)) continue;
      sum += Math.max(0, this.#sum(cell));
    }
    return sum;
  }

  #lots(place: Place): CellName[] {
    const expiry = (cell: CellName): string => this.#expiry.get(nameOf(cell)) ?? '9999-12-31';
    const lots = this.#cells(place).filter((cell) => cell.status === 'available' && cell.lot !== '');
    return lots.toSorted((one, other) => (`${expiry(one)} ${one.lot}` < `${expiry(other)} ${other.lot}` ? -1 : 1));
  }

  #suppliesAt(place: Place): Expected[] {
    return this.#supplies
      .filter((supply) => same(supply, place))
      .toSorted((one, other) => (`${one.date} ${one.id}` < `${other.date} ${other.id}` ? -1 : 1));
  }

  #waitingFor(place: Place, supply: string): Hold[] {
    const holds = this.#holds.filter((hold) => same(hold, place) && hold.supply === supply && hold.waiting > 0);
    // By the moment in the id, then by its kind.
    const age = (hold: Hold): string => `${hold.holder.slice(4)} ${hold.holder}`;
    return holds.toSorted((one, other) =>
      age(one) < age(other) ? -1 : age(one) > age(other) ? 1 : one.number - other.number,
    );
  }

  #bind(place: Place, supply: string, quantity: number): void {
    let left = quantity;
    for (const hold of this.#waitingFor(place, supply)) {
      for (; left > 0 && hold.waiting > 0; left -= 1) {
        const { sellable, reserved } = this.figures(place);
        if (sellable <= reserved) return;
        hold.waiting -= 1;
      }
    }
  }

  bindOverdue(place: Place): void {
    for (const supply of this.#suppliesAt(place))
      this.#bind(place, supply.id, this.#promisedOf(supply) - toCome(supply));
  }

  #promisedOf(supply: Expected): number {
    return this.#waitingFor(supply, supply.id).reduce((sum, hold) => sum + hold.waiting, 0);
  }

  #leave(hold: Hold): void {
    if (hold.units - hold.gone - hold.waiting === 0) hold.waiting -= 1;
    hold.gone += 1;
    if (hold.gone === hold.units) hold.live = false;
  }

  // The plan, by its five rules

  #plan(lines: readonly Line[], wish: Wish): { promised: Promised; pieces: Piece[] } {
    for (const site of wish.sites) {
      const taking = this.#taking(wish);
      if (lines.every((line) => taking.stock(line, site, line.quantity) === line.quantity)) return taking.result([]);
    }
    const taking = this.#taking(wish);
    const open = new Map(lines.map((line) => [line, line.quantity]));
    for (const line of lines) {
      const whole = wish.sites.find((site) => taking.fits(line, site, line.quantity));
      for (const site of whole === undefined ? wish.sites : [whole])
        open.set(line, (open.get(line) ?? 0) - taking.stock(line, site, open.get(line) ?? 0));
    }
    for (const line of lines) {
      const dates = new Set(
        this.#supplies.filter((supply) => supply.item in line.components).map((supply) => supply.date),
      );
      for (const date of [...dates].toSorted()) {
        if (!wish.backorder && (wish.wanted === null || date > wish.wanted)) continue;
        for (const site of wish.sites)
          open.set(line, (open.get(line) ?? 0) - taking.coming(line, site, date, open.get(line) ?? 0));
      }
    }
    return taking.result(
      lines.flatMap((line) => ((open.get(line) ?? 0) > 0 ? [{ line: line.line, quantity: open.get(line) ?? 0 }] : [])),
    );
  }

  #taking(wish: Wish): {
    fits: (line: Line, site: string, quantity: number) => boolean;
    stock: (line: Line, site: string, quantity: number) => number;
    coming: (line: Line, site: string, date: string, quantity: number) => number;
    result: (open: Promised['open']) => { promised: Promised; pieces: Piece[] };
  } {
    const pieces: Piece[] = [];
    const portions: Promised['portions'][number][] = [];
    const later = (...dates: readonly string[]): string => dates.toSorted().at(-1) ?? '';
    const until = wish.wanted !== null && wish.wanted > wish.today ? wish.wanted : null;
    const taken = (place: Place, supply: string | null): number =>
      pieces.reduce((sum, piece) => sum + (same(piece, place) && piece.supply === supply ? piece.units : 0), 0);
    const free = (place: Place): number =>
      Math.max(0, this.#sellable(place, until) - this.figures(place).reserved) - taken(place, null);
    /** Sources with something left, in the order in which they are used: stock, then supplies up to the date. */
    const sources = (place: Place, date: string | null): { supply: string | null; free: number }[] => {
      const found: { supply: string | null; free: number }[] = [{ supply: null, free: Math.max(0, free(place)) }];
      let owed = this.figures(place).short;
      for (const supply of this.#suppliesAt(place)) owed += Math.max(0, this.#promisedOf(supply) - toCome(supply));
      for (const supply of date === null ? [] : this.#suppliesAt(place)) {
        let left = Math.max(0, toCome(supply) - this.#promisedOf(supply));
        for (; owed > 0 && left > 0; owed -= 1) left -= 1;
        if (date !== null && supply.date <= date)
          found.push({ supply: supply.id, free: Math.max(0, left - taken(place, supply.id)) });
      }
      return found;
    };
    const fits = (line: Line, site: string, quantity: number, date: string | null = null): boolean =>
      Object.entries(line.components).every(
        ([item, per]) => sources({ item, site }, date).reduce((sum, source) => sum + source.free, 0) >= per * quantity,
      );
    const take = (line: Line, site: string, date: string | null, quantity: number): number => {
      let units = 0;
      while (units < quantity && fits(line, site, units + 1, date)) units += 1;
      if (units === 0) return 0;
      for (const [item, per] of Object.entries(line.components)) {
        let left = per * units;
        for (const source of sources({ item, site }, date)) {
          const part = Math.min(left, source.free);
          left -= part;
          if (part > 0) pieces.push({ item, site, line: line.line, units: part, supply: source.supply });
        }
      }
      portions.push({
        line: line.line,
        site,
        quantity: units,
        promisedFor: later(wish.today, date ?? wish.today, wish.wanted ?? wish.today),
      });
      return units;
    };
    return {
      fits,
      stock: (line, site, quantity) => take(line, site, null, quantity),
      coming: (line, site, date, quantity) => take(line, site, date, quantity),
      result: (open) => ({ promised: { portions, open }, pieces }),
    };
  }
}

/** A source's own sequence is believed over clocks, but only between what that source said. */
function isAfter(one: Stamp, other: Stamp): boolean {
  if (one.source === other.source && one.sequence !== null && other.sequence !== null)
    return one.sequence > other.sequence;
  return one.time > other.time;
}

function toCome(supply: Expected): number {
  return Math.max(0, supply.quantity - supply.received);
}

function same(one: Place, other: Place): boolean {
  return one.item === other.item && one.site === other.site;
}

function nameOf(cell: CellName): string {
  return [cell.item, cell.site, cell.lot, cell.status].join(' | ');
}
