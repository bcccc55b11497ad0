/** SQL functions of the views `logs` and `metrics`: they read what is in a payload when somebody asks for it. */
import { attributesToJson, toJsonValue } from '../otlp/attributes';
import { dataPointsOf } from '../otlp/dataPoints';
import { decodeLogRecord, decodeMetric } from '../otlp/protobuf';
import type { ChunkStore } from './chunkStore';
import { storableText } from './storableText';

/** By their SQL names. A payload is whole or a list of chunks; the other argument is null. */
export type PayloadFunction = (payload: Uint8Array | null, chunkList: Uint8Array | null) => string | null;

export function payloadFunctions(chunks: ChunkStore): Record<string, PayloadFunction> {
  const read = (payload: Uint8Array | null, chunkList: Uint8Array | null) =>
    payload ?? chunks.readList(chunkList!);
  return {
    /** Text as it is, anything else as JSON; null for no body. */
    log_body: (payload, chunkList) => {
      const { body } = decodeLogRecord(read(payload, chunkList));
      if (body === null) return null;
      return storableText(typeof body === 'string' ? body : JSON.stringify(toJsonValue(body)));
    },
    /** As a JSON object. */
    log_attributes: (payload, chunkList) =>
      JSON.stringify(attributesToJson(decodeLogRecord(read(payload, chunkList)).attributes)),
    /** Of the metric's first data point, as a JSON object. */
    metric_attributes: (payload, chunkList) => {
      const [point] = dataPointsOf(decodeMetric(read(payload, chunkList)));
      return JSON.stringify(point ? attributesToJson(point.attributes) : {});
    },
  };
}
