// Who plays in a world, by the name of the connection that each listens to.
import type { Entry } from '#processes/entry.ts';
import { desk } from './desk.ts';
import { goods } from './goods.ts';
import { carrier, erp, finance } from './offices.ts';
import { reserving } from './reserving.ts';
import { Shelves } from './shelves.ts';
import { shops } from './shops.ts';
import type { Actor, Stage } from './stage.ts';
import { warehouse } from './warehouse.ts';

export function castOf(stage: Stage): ReadonlyMap<string, Actor> {
  const shelves = new Shelves();
  const actors = new Map<string, Actor>();
  for (const actor of [
    shops(stage),
    goods(stage, shelves),
    reserving(stage),
    warehouse(stage, shelves),
    erp(stage),
    carrier(stage),
    finance(stage),
    desk(stage),
  ])
    actors.set(actor.name, together(actors.get(actor.name), actor));
  return actors;
}

/** Two that listen to the same connection. */
function together(one: Actor | undefined, other: Actor): Actor {
  if (one === undefined) return other;
  return {
    name: one.name,
    begin: () => {
      one.begin?.();
      other.begin?.();
    },
    hear: (entry: Entry) => {
      one.hear(entry);
      other.hear(entry);
    },
  };
}
