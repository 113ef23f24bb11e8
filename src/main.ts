// The composition root: builds everything by hand and passes it in.
import { openDatabase } from '#cli/database.ts';
import { progress } from '#cli/output.ts';
import type { Settings } from '#cli/settings.ts';
import type { RunningNode, StartOptions } from '#cli/start.ts';
import { migrate } from '#postgres/migrate.ts';

export async function start(settings: Settings, _options: StartOptions): Promise<RunningNode> {
  const database = await openDatabase(settings);
  try {
    await migrate({ ...database, onMigration: (name) => progress(`running migration ${name}`) });
  } catch (error) {
    await database.close();
    throw error;
  }
  return { failed: database.lost, stop: database.close };
}
