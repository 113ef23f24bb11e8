// What the story assumes, by name: the demand and the faults of the world, which both columns share, how people work, and what
// things cost. What only the disconnected set-up assumes stands beside it, in disconnected/parameters.ts.

/** A Monday, midnight in Hamburg: the same in every run, so that a seed always tells the same story. */
export const startAt = Date.parse('2026-03-02T00:00:00+01:00');
/** Dates and working hours are those of the first site. */
export const zone = 'Europe/Berlin';

export const channels = ['web', 'edi'] as const;
export type Channel = (typeof channels)[number];

export const world = {
  ordersPerDay: { web: 80, edi: 40 },
  /** Share of the demo network's opening stock that is there: enough for most items, too little for those that sell most. */
  openingShare: 0.8,
  /** Share of the places where the book is wrong on the first day, and chance that something disappears at a site on a day. */
  wrongBooks: 0.03,
  shrinkPerDay: 0.3,
  countsPerNight: 6,
  /** After the last order the world goes on for so long, that what can still leave has left. */
  settleDays: 10,
} as const;

/** The same people in both columns. Rounds are made at full hours, on working days. */
export const people = {
  firstRound: 8,
  lastRound: 16,
  /** Procurement buys what orders soon want and nothing brings, from whoever has it: it comes after so many days. */
  urgentDays: 3,
  /** What it may cost to keep a promise, as a share of the order's value; beyond it the customer is told a new date. */
  recoveryShareMax: 0.1,
} as const;

/** A promise is kept when the goods leave by the end of the day after the date told: goods on hand are promised for the day on
 * which the order comes, which may end in an hour. */
export const handlingDays = 1;

export const rates = {
  /** A quarter of an hour of a clerk. */
  touchCents: 900,
  /** Small quantities, another supplier, a driver of its own. */
  urgentPurchaseCents: 12_000,
} as const;
