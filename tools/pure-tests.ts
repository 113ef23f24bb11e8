// Runs all pure test files, named in the environment, in one process: they share nothing, and starting a process
// for each costs more than running them.
for (const path of JSON.parse(process.env['CROSSDOCK_PURE_TESTS'] ?? '[]')) await import(path);
