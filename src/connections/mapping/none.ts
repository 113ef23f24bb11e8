import type { Mapper } from './mapping.ts';

export const noMapper: Mapper = {
  map: (mapping, _connection, inputs) =>
    Promise.resolve(
      inputs.map(() => ({
        ok: false,
        problem: { code: 'mapping_unknown', detail: `No mapping ${mapping} is in force.`, fix: 'Publish it.' },
      })),
    ),
};
