/** Which span this is, where it stands in the run, and the way to its source. */
import type { AgentSpan } from '../../src/protocol/agentModel';
import { formatDuration } from '../../src/protocol/format';
import type { SpanDetails } from '../../src/protocol/spans';
import { el } from '../dom';
import { KIND_NAME } from '../session/kindNames';
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
    { key: 'where', state: where, build: () => el('p', { class: 'where', text: where }) },
    {
      key: 'source',
      state: [view.key, span.source, span.tool?.name],
      build: () =>
        sourceLine(
          span,
          () => data.findSource(ref),
          () => data.openSource(ref),
        ),
    },
  ];
}

/** "tool · turn 9 · call 3 of 6 in this loop · researcher · 812ms · ok". */
function placeInRun(details: SpanDetails, index: SessionIndex): string {
  const { span, turn, loop } = details;
  const model = span.model ? (span.model.responseModel ?? span.model.requestModel) : null;
  const step = span.tool ? 'call' : 'iteration';
  const knownLoop = loop && (index.loop(loop.id)?.iterations ?? loop.iterations);
  return [
    KIND_NAME[span.kind],
    model,
    turn === null ? null : `turn ${turn}`,
    loop ? `${step} ${loop.iteration} of ${knownLoop} in this loop` : null,
    span.agent,
    details.raw.endTimeUnixNano === '0' ? 'not finished' : formatDuration(span.durationMs),
    outcome(span),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function outcome(span: AgentSpan): string {
  if (span.tool) return span.tool.status.replace('_', ' ');
  return span.status === 'error' ? 'error' : 'ok';
}
