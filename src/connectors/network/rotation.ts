// While a credential is being replaced, the other side may know only the one before it: where the current one is refused, that one is
// tried, once. The one that let us in goes first for a while, so that nobody is locked out for knocking with the other at every call.
import type { Fault, OpenOptions } from '#connectors/connector.ts';

type Credentials = OpenOptions['credentials'];

const suffix = '.previous';
const stayMs = 60_000;

/** With those before them in the place of those that are replaced; null: none is being replaced. */
function previousOf(credentials: Credentials): Credentials | null {
  const all = Object.entries(credentials);
  const before = all.filter(([name]) => name.endsWith(suffix));
  if (before.length === 0) return null;
  return Object.fromEntries([
    ...all.filter(([name]) => !name.endsWith(suffix)),
    ...before.map(([name, value]) => [name.slice(0, -suffix.length), value] as const),
  ]);
}

export interface Login {
  /** There is one before. */
  readonly isReplacing: boolean;
  /** What somebody should know though we are in; null: the current credentials let us in. */
  readonly remark: () => string | null;
  /** The text of a check, with the remark. */
  readonly say: (text: string) => string;
  /** Opens, asks: whatever the other side lets in or refuses. Rejects with what is wrong with the current credentials. */
  open<Thing>(way: Way<Thing>): Promise<Thing>;
}

interface Way<Thing> {
  readonly open: (options: OpenOptions) => Promise<Thing>;
  readonly faultOf: (error: unknown) => Fault;
}

/** `clock`: milliseconds that only grow. */
export function createLogin(options: OpenOptions, clock: () => number = () => performance.now()): Login {
  const before = previousOf(options.credentials);
  const previous = before === null ? null : { ...options, credentials: before };
  /** When the one before was last found to be needed; null: it is not. */
  let neededAt: number | null = null;

  async function open<Thing>(way: Way<Thing>): Promise<Thing> {
    if (previous === null) return way.open(options);
    const staysWith = neededAt !== null && clock() < neededAt + stayMs;
    const [first, second] = staysWith ? [previous, options] : [options, previous];
    try {
      const thing = await way.open(first);
      if (first === options) neededAt = null;
      return thing;
    } catch (error) {
      if (way.faultOf(error).code !== 'unauthorized') throw error;
      try {
        const thing = await way.open(second);
        neededAt = second === options ? null : clock();
        return thing;
      } catch (other) {
        if (way.faultOf(other).code !== 'unauthorized') throw other;
        // What is wrong with the current one is what has to be mended.
        throw first === options ? error : other;
      }
    }
  }

  const remark = (): string | null =>
    neededAt === null
      ? null
      : 'It let us in with the credential before the current one: have it know the new one before the old one ends.';

  return {
    isReplacing: previous !== null,
    open,
    remark,
    say: (text) => (neededAt === null ? text : `${text} ${remark()}`),
  };
}
