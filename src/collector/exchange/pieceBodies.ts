/** Pieces as the export requests that they are decoded as. */
import type { Signal } from '../../otlp/records';
import { RESOURCE_FIELD, RESOURCE_MESSAGE, REQUEST_KEYS, SCOPE_MESSAGE } from '../../otlp/sessionMessage';
import { rawField } from '../../otlp/rawField';
import type { Piece, PlacedRecord } from './pieces';

/** An export request in JSON. Own keys come last: of a key that comes twice JSON's readers take the last. */
export function jsonBody({ signal, records }: Pick<Piece, 'signal' | 'records'>): string {
  const keys = REQUEST_KEYS[signal];
  const sections = runsOf(records, ({ section }) => section).map((ofSection) => {
    const scopes = runsOf(ofSection, ({ scope }) => scope).map((ofScope) => {
      const list = ofScope.map(({ bytes }) => textOf(bytes)).join(',');
      return `{${[...ofScope[0]!.scope.members.map(textOf), `"${keys.records}":[${list}]`].join(',')}}`;
    });
    const members = ofSection[0]!.section.members.map(textOf);
    return `{${[...members, `"${keys.scopes}":[${scopes.join(',')}]`].join(',')}}`;
  });
  return `{"${keys.resources}":[${sections.join(',')}]}`;
}

/** An export request in protobuf; the bytes are the only ones of their buffer. */
export function protobufBody({ records }: Pick<Piece, 'records'>): Uint8Array {
  const sections = runsOf(records, ({ section }) => section).flatMap((ofSection) => {
    const scopes = runsOf(ofSection, ({ scope }) => scope).flatMap((ofScope) => {
      const list = ofScope.flatMap(({ bytes }) => rawField(SCOPE_MESSAGE.records, [bytes]));
      return rawField(RESOURCE_MESSAGE.scopes, [...ofScope[0]!.scope.members, ...list]);
    });
    // In an export request the list of every signal is field 1.
    return rawField(RESOURCE_FIELD.traces, [...ofSection[0]!.section.members, ...scopes]);
  });
  return new Uint8Array(Buffer.concat(sections));
}

/** Stretches of records that have the same surroundings. */
function runsOf(
  records: readonly PlacedRecord[],
  around: (record: PlacedRecord) => object,
): PlacedRecord[][] {
  const runs: PlacedRecord[][] = [];
  let last: object | undefined;
  for (const record of records) {
    const own = around(record);
    if (own === last) runs.at(-1)!.push(record);
    else runs.push([record]);
    last = own;
  }
  return runs;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** What a file's problem calls the items of a signal. */
export const ITEMS: Readonly<Record<Signal, string>> = {
  traces: 'span',
  logs: 'log record',
  metrics: 'metric',
};
