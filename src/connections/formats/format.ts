// What a format is: bytes of an outside system taken apart into records, and values written as bytes. No IO.
import type { JsonSchema } from '#contracts/schema.ts';
import type { Acknowledged } from '#edi/acknowledge/read.ts';
import type { InterchangeVerdict } from '#edi/acknowledge/verdicts.ts';

export interface Format {
  /** `csv`, `json`, … */
  readonly name: string;
  readonly title: string;
  /** Of `FormatSettings`, `name` left out. */
  readonly settings: JsonSchema;
  /** Of settings, with what their schema cannot say; null: they can be used. */
  check(settings: FormatSettings): SettingsComplaint | null;
  /** Records in their order, each as soon as it is whole. Throws FormatProblem where it cannot go on. */
  read(
    bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    settings: FormatSettings,
    given?: Given,
  ): AsyncIterable<FormatRecord>;
  /** Throws FormatProblem when the value has no such form. */
  write(value: unknown, settings: FormatSettings, given?: Given): Written;
}

export interface AgreedDocument {
  readonly kind: 'document';
  readonly agreement: string;
  readonly type: string;
  readonly version: string;
  readonly control: string;
  /** Control number of its group; null: it stands in none. */
  readonly group: string | null;
  readonly interchange: string;
}

/** What a format goes by that no owner of a connection says: it stands beside the settings, and before them. */
export type Given = Readonly<Record<string, unknown>>;

export interface FormatSettings {
  readonly name: string;
  readonly [setting: string]: unknown;
}

export interface SettingsComplaint {
  /** JSON pointer into the settings. */
  readonly pointer: string;
  readonly detail: string;
  readonly fix: string;
}

export interface FormatRecord {
  /** What the mapping gets. */
  readonly document: unknown;
  /** Where it stands, for people: `line 12`, `/orders/3`. */
  readonly place: string;
  /** It cannot be read, and those after it can; then there is no document. */
  readonly problem?: { readonly detail: string; readonly fix: string; readonly code?: string };
  /** What it goes through instead of the mapping of its stream; null: it is a document of ours already. */
  readonly mapping?: string | null;
  /** What was agreed on with the partner whose it is. */
  readonly agreed?: Agreed;
}

export type Agreed =
  /** An interchange begins, and those that follow stand in it. There is no document. */
  | { readonly kind: 'interchange'; readonly agreement: string; readonly verdict: InterchangeVerdict }
  /** A message of his, as it is named where it fails later. */
  | AgreedDocument
  /** What the partner says of what we sent: for no mapping. */
  | {
      readonly kind: 'acknowledgement';
      readonly agreement: string;
      readonly type: string;
      readonly said: Acknowledged;
    };

export interface Written {
  readonly body: Uint8Array;
  readonly mediaType: string;
}

export class FormatProblem extends Error {
  readonly place: string;
  readonly detail: string;
  readonly fix: string;

  constructor({ place, detail, fix }: { readonly place: string; readonly detail: string; readonly fix: string }) {
    super(`${place}: ${detail} ${fix}`);
    this.name = 'FormatProblem';
    this.place = place;
    this.detail = detail;
    this.fix = fix;
  }
}
