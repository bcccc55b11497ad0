/** A metric's data points, whatever kind of metric it is. */
import type { DataPoint, Metric } from './records';

export const METRIC_KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** null for a metric without data. */
export function metricKind(metric: Metric): MetricKind | null {
  return METRIC_KINDS.find((kind) => metric[kind] !== null) ?? null;
}

export function dataPointsOf(metric: Metric): readonly DataPoint[] {
  const kind = metricKind(metric);
  return kind === null ? [] : (metric[kind]?.dataPoints ?? []);
}

/** The metric as it would be with each of its data points alone. */
export function metricPerPoint(metric: Metric): { metric: Metric; point: DataPoint }[] {
  const { gauge, sum, histogram, exponentialHistogram, summary } = metric;
  const one = (data: Partial<Metric>, point: DataPoint) => ({ metric: { ...metric, ...data }, point });
  if (gauge) return gauge.dataPoints.map((point) => one({ gauge: { dataPoints: [point] } }, point));
  if (sum) return sum.dataPoints.map((point) => one({ sum: { ...sum, dataPoints: [point] } }, point));
  if (histogram) {
    return histogram.dataPoints.map((point) =>
      one({ histogram: { ...histogram, dataPoints: [point] } }, point),
    );
  }
  if (exponentialHistogram) {
    return exponentialHistogram.dataPoints.map((point) =>
      one({ exponentialHistogram: { ...exponentialHistogram, dataPoints: [point] } }, point),
    );
  }
  return (summary?.dataPoints ?? []).map((point) => one({ summary: { dataPoints: [point] } }, point));
}
