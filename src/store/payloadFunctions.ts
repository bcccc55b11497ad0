/** SQL functions of the views `logs` and `metrics`: they read what is in a payload when somebody asks for it. */
import { attributesToJson, toJsonValue } from '../otlp/attributes';
import { dataPointsOf } from '../otlp/dataPoints';
import { decodeLogRecord, decodeMetric } from '../otlp/protobuf';
import { storableText } from './storableText';

/** By their SQL names. */
export const PAYLOAD_FUNCTIONS = {
  /** Text as it is, anything else as JSON; null for no body. */
  log_body: (payload: Uint8Array): string | null => {
    const { body } = decodeLogRecord(payload);
    if (body === null) return null;
    return storableText(typeof body === 'string' ? body : JSON.stringify(toJsonValue(body)));
  },
  /** As a JSON object. */
  log_attributes: (payload: Uint8Array): string =>
    JSON.stringify(attributesToJson(decodeLogRecord(payload).attributes)),
  /** Of the metric's first data point, as a JSON object. */
  metric_attributes: (payload: Uint8Array): string => {
    const [point] = dataPointsOf(decodeMetric(payload));
    return JSON.stringify(point ? attributesToJson(point.attributes) : {});
  },
};
