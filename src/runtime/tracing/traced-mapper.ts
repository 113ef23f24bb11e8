// Mapping as spans: how long it took and how much of it failed, without what was mapped.
import type { OwnedMapper } from '#connections/mapping/mapper.ts';
import { traced } from '#kernel/trace.ts';
import type { Tracer } from '#kernel/trace.ts';

export function tracedMapper(tracer: Tracer | undefined, mapper: OwnedMapper): OwnedMapper {
  if (tracer === undefined) return mapper;
  return {
    map: (mapping, connection, inputs) =>
      traced(
        tracer,
        () => ({
          name: `map ${mapping}`,
          kind: 'internal',
          attributes: {
            'crossdock.mapping': mapping,
            'crossdock.connection': connection,
            'crossdock.records': inputs.length,
          },
        }),
        async (span) => {
          const mapped = await mapper.map(mapping, connection, inputs);
          const failed = mapped.filter(({ ok }) => !ok).length;
          span?.note({ 'crossdock.records.failed': failed });
          if (failed === mapped.length && failed > 0) span?.end('mapping_failed');
          return mapped;
        },
      ),
    [Symbol.asyncDispose]: () => mapper[Symbol.asyncDispose](),
  };
}
