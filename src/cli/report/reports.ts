import { jsonReport } from './json';
import { markdownReport } from './markdown';
import type { Report } from './report';
import { sarifReport } from './sarif';
import { textReport } from './text';

export const REPORTS = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  markdown: markdownReport,
} satisfies Record<string, (report: Report) => string>;

export type ReportFormat = keyof typeof REPORTS;
export const FORMATS = Object.keys(REPORTS) as readonly ReportFormat[];
