/** Which span this is, where it stands in the run, and the way to its source. */
import type { AgentSpan } from '../../src/protocol/agentModel';
import type { SpanDetails } from '../../src/protocol/spans';
import { el, type Child } from '../dom';
import { formatDuration } from '../figures';
import { t } from '../l10n';
import { KIND_NAME, STATUS_NAME } from '../session/names';
import type { SessionIndex } from '../session/sessionIndex';
import type { Section } from '../ui/sections';
import { sourceLine } from './sourceLine';
import type { SpanView } from './spanView';

export function headSections(view: SpanView): Section[] {
  const { details, data, ref, index } = view;
  const { span } = details;
  const title = span.tool?.name ?? span.name;
  const where = placeInRun(details, index);
  return [
    {
      key: 'title',
      state: [view.key, span.kind, title],
      build: () =>
        el(
          'h2',
          {},
          el('span', { class: `kind-dot kind-${span.kind}`, attrs: { 'aria-hidden': 'true' } }),
          title,
        ),
    },
    { key: 'where', state: where, build: () => whereLine(where) },
    {
      key: 'source',
      state: [view.key, span.source, span.tool?.name],
      build: () =>
        sourceLine(span, {
          find: () => data.findSource(ref),
          open: (choose) => data.openSource(ref, choose),
          search: (search) => data.searchWorkspace(search),
        }),
    },
  ];
}

/** The failure in colour, and in words. */
function whereLine({ place, outcome: { text, failed } }: PlaceInRun): HTMLElement {
  const last: Child = failed ? el('span', { class: 'failed', text }) : text;
  return el('p', { class: 'where' }, `${place} · `, last);
}

interface PlaceInRun {
  place: string;
  outcome: { text: string; failed: boolean };
}

/** "tool · turn 9 · call 3 of 6 in this loop · researcher · 812ms", and "ok". */
function placeInRun(details: SpanDetails, index: SessionIndex): PlaceInRun {
  const { span, turn, loop } = details;
  const model = span.model ? (span.model.responseModel ?? span.model.requestModel) : null;
  const open = details.raw.endTimeUnixNano === '0';
  const parts = [
    KIND_NAME[span.kind],
    model,
    turn === null ? null : t('turn {0}', turn),
    loop && placeInLoop(details, loop, index),
    span.agent,
    open ? null : formatDuration(span.durationMs),
  ];
  return {
    place: parts.filter((part) => part !== null).join(' · '),
    outcome: open ? { text: t('not finished'), failed: false } : outcome(span),
  };
}

function placeInLoop(
  { span }: SpanDetails,
  { id, iteration, iterations }: NonNullable<SpanDetails['loop']>,
  index: SessionIndex,
): string {
  const known = index.loop(id)?.iterations ?? iterations;
  return span.tool
    ? t('call {0} of {1} in this loop', iteration, known)
    : t('iteration {0} of {1} in this loop', iteration, known);
}

function outcome({ tool, status }: AgentSpan): PlaceInRun['outcome'] {
  if (tool) return { text: STATUS_NAME[tool.status], failed: tool.status !== 'ok' };
  return status === 'error'
    ? { text: STATUS_NAME.error, failed: true }
    : { text: STATUS_NAME.ok, failed: false };
}
