// Systems that only know files: in folders of the node, which go away like disks that are not mounted, and on a real OpenSSH.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { putFile } from '#connectors/files/files.testsuite.ts';
import { startSshd } from '#connectors/sftp/sshd.testsuite.ts';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { prove } from './proof.testsuite.ts';
import { awayTrouble, lostAnswers, networkTroubles } from './troubles.testsuite.ts';
import { toldTypes } from './words.testsuite.ts';
import type { Effect, OtherSide } from './words.testsuite.ts';

const packages = ['openssh-server', 'openssh-client'];
const sshd = debianProgram('/usr/sbin/sshd');

prove({
  name: 'folders',
  seed: 20_260_503,
  make({ files }) {
    const place = makePlace(join(files, 'erp'));
    const troubles = Array.from({ length: 6 }, () => awayTrouble(join(files, 'erp', 'out')));
    return Promise.resolve({
      connections: { erp: { ...connection, kind: 'folder', settings: { folder: 'erp' } } },
      troubles: [troubles, Array.from({ length: 5 }, () => awayTrouble(join(files, 'erp', 'in')))],
      ...place,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
});

prove({
  name: 'sftp',
  seed: 20_260_504,
  skip: sshd === null && notHere('sshd', packages),
  async make(_, random) {
    const server = await startSshd(sshd ?? '');
    const proxy = await startFaultProxy({ port: server.port });
    const place = makePlace(join(server.home, 'partner'));
    const settings = { host: proxy.host, port: proxy.port, user: server.user, hostKeys: [server.hostKey] };
    return {
      connections: {
        partner: {
          ...connection,
          kind: 'sftp',
          settings: { ...settings, folder: 'partner' },
          credentials: { privateKey: server.privateKey },
        },
      },
      troubles: [networkTroubles(proxy, random)],
      killedIn: lostAnswers([proxy]),
      ...place,
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
});

/** All but where the files lie. */
const connection = {
  owner: 'Proof',
  streams: [
    {
      name: 'reports',
      everySeconds: 0.1,
      settings: { folder: 'in', pattern: '*.json', ready: 'renamed', after: 'archive', archive: 'old' },
    },
  ],
  operations: [{ name: 'tell', types: toldTypes, settings: { folder: 'out', name: '{/id}.json', marker: '.ok' } }],
  rights: { role: 'warehouse', sources: ['/wms'] },
  limits: { timeoutMs: 2_000 },
};

function makePlace(place: string): Required<Pick<OtherSide, 'send' | 'effects'>> {
  for (const folder of ['', 'in', 'out', 'old']) {
    mkdirSync(join(place, folder), { recursive: true });
    chmodSync(join(place, folder), 0o777);
  }
  return {
    send: (report) =>
      whileThere(join(place, 'in'), (folder) => putFile(folder, `${report.id}.json`, JSON.stringify(report))),
    effects: () => whileThere(join(place, 'out'), effectsIn),
  };
}

/** The program of the other side waits for its disk too. */
async function whileThere<Result>(folder: string, work: (folder: string) => Result): Promise<Result> {
  while (statSync(folder, { throwIfNoEntry: false }) === undefined) await wait(20);
  return work(folder); // Nothing is renamed within one turn of the loop.
}

/** A file counts when it is whole: when its marker is there. */
function effectsIn(folder: string): Effect[] {
  const names = readdirSync(folder);
  const changed = (name: string): bigint => statSync(join(folder, name), { bigint: true }).ctimeNs;
  return names
    .filter((name) => name.endsWith('.json') && names.includes(`${name}.ok`))
    .toSorted((one, other) => Number(changed(`${one}.ok`) - changed(`${other}.ok`)))
    .map((name) => {
      const { id } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { readonly id: string };
      return { connection: folder.includes('partner') ? 'partner' : 'erp', id };
    });
}
