// The commands, each loaded when it is called.
import type { Command } from 'commander';

/** By the word that calls it, in the order of `--help`. Only what is called is loaded: that takes a fifth of the time and memory. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  import: async () => (await import('./import.ts')).importCommand,
  identifiers: async () => (await import('./identifiers.ts')).identifiersCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  connection: async () => (await import('./connection.ts')).connectionCommand,
  agreement: async () => (await import('./agreement.ts')).agreementCommand,
  delivery: async () => (await import('./delivery.ts')).deliveryCommand,
  'dead-letters': async () => (await import('./dead-letters.ts')).deadLettersCommand,
  message: async () => (await import('./message.ts')).messageCommand,
  site: async () => (await import('./site.ts')).siteCommand,
  order: async () => (await import('./order.ts')).orderCommand,
  policy: async () => (await import('./policy.ts')).policyCommand,
  map: async () => (await import('./map.ts')).mapCommand,
  edi: async () => (await import('./edi.ts')).ediCommand,
  gs1: async () => (await import('./gs1.ts')).gs1Command,
  ubl: async () => (await import('./ubl.ts')).ublCommand,
  process: async () => (await import('./process.ts')).processCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  simulate: async () => (await import('./simulate.ts')).simulateCommand,
  bench: async () => (await import('./bench.ts')).benchCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
};
