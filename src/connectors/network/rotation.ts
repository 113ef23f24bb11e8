// While a credential is being replaced, the other side may know only the one before it: then that one is tried, once for each opening.
import type { Fault, OpenOptions } from '#connectors/connector.ts';

type Credentials = OpenOptions['credentials'];

const suffix = '.previous';

/** With those before them in the place of those that are replaced; null: none is being replaced. */
export function previousOf(credentials: Credentials): Credentials | null {
  const before = Object.entries(credentials).flatMap(([name, value]) =>
    name.endsWith(suffix) ? [[name.slice(0, -suffix.length), value] as const] : [],
  );
  return before.length === 0 ? null : { ...credentials, ...Object.fromEntries(before) };
}

export interface Login {
  /** For the text of a check; empty: the current credentials let us in. */
  readonly note: string;
  open<Thing>(options: OpenOptions, way: Way<Thing>): Promise<Thing>;
}

interface Way<Thing> {
  readonly open: (options: OpenOptions) => Promise<Thing>;
  readonly faultOf: (error: unknown) => Fault;
}

export function createLogin(): Login {
  let isPrevious = false;

  async function open<Thing>(options: OpenOptions, way: Way<Thing>): Promise<Thing> {
    try {
      const thing = await way.open(options);
      isPrevious = false;
      return thing;
    } catch (error) {
      const credentials = previousOf(options.credentials);
      if (credentials === null || way.faultOf(error).code !== 'unauthorized') throw error;
      try {
        const thing = await way.open({ ...options, credentials });
        isPrevious = true;
        return thing;
      } catch (second) {
        // What is wrong with the current one is what has to be mended.
        throw way.faultOf(second).code === 'unauthorized' ? error : second;
      }
    }
  }

  return {
    open,
    get note() {
      return isPrevious
        ? ' It let us in with the credential before the current one: have it know the new one before the old one ends.'
        : '';
    },
  };
}
