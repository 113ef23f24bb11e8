// What keeps an import from starting or going on. The message is for the person at the command line: what happened, in which
// file and line, and what to do.

export class ImportProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportProblem';
  }
}
