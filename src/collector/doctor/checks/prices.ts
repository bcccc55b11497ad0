/** Whether costs can be trusted. */
import type { DoctorCheck } from '../../../protocol/doctor';
import { counted } from '../../../protocol/reasons';
import { PRICE_TABLE } from '../../../analysis/priceTable';
import type { DoctorFacts } from '../facts';
import { checksOf, listed } from './check';

const { pass, warn } = checksOf('Prices');

const DAY_MS = 24 * 60 * 60 * 1000;
/** Providers change prices and bring out models several times a year. */
const OLD_AFTER_DAYS = 120;

export function priceChecks({ at, traces }: DoctorFacts): DoctorCheck[] {
  return [tableAge(at), ...(traces.modelCalls > 0 ? [unpriced(traces.unpriced)] : [])];
}

function tableAge(at: number): DoctorCheck {
  const days = Math.max(Math.floor((at - PRICE_TABLE.published) / DAY_MS), 0);
  const date = new Date(PRICE_TABLE.published).toISOString().slice(0, 10);
  const finding = {
    id: 'price-table',
    title: 'Price table',
    detail: `${PRICE_TABLE.name} ${PRICE_TABLE.version} of ${date}, ${counted(days, ['day', 'days'])} old.`,
  };
  return days > OLD_AFTER_DAYS ? warn({ ...finding, fix: 'Update the extension Turnline.' }) : pass(finding);
}

function unpriced(models: DoctorFacts['traces']['unpriced']): DoctorCheck {
  const id = 'unpriced-models';
  const title = 'Models without a price';
  if (models.length === 0)
    return pass({ id, title, detail: 'Every model that reports its tokens has a price.' });
  const named = models.map(({ name, count }) => `${name} (${counted(count, ['call', 'calls'])})`);
  return warn({
    id,
    title,
    detail: `No price is known for ${listed(named, 8)}: their cost is missing from every sum.`,
    fix: 'Update the extension Turnline; or let the instrumentation report the cost itself (gen_ai.usage.cost or operation.cost, in USD).',
  });
}
