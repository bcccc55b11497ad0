/** Whether what arrives makes an agent's run: understood, with content, whole, and with clocks that agree. */
import type { DoctorCheck } from '../../../protocol/doctor';
import { formatDuration } from '../../../protocol/format';
import { counted } from '../../../protocol/reasons';
import { EMITTERS } from '../emitters';
import type { DoctorFacts } from '../facts';
import type { EmitterFacts, SkewFacts } from '../traceFacts';
import { checksOf, listed, share } from './check';

const { pass, info, warn } = checksOf('Traces');

export function traceChecks(facts: DoctorFacts): DoctorCheck[] {
  const { traces } = facts;
  return [
    ...(traces.spans > 0 ? [understood(facts)] : []),
    ...traces.emitters.map(contentCapture),
    ...traces.logsOnly.map(logsOnly),
    ...(traces.spans > 0 ? [orphans(facts), clockSkew(traces.clockSkew)] : []),
  ];
}

function understood({ traces }: DoctorFacts): DoctorCheck {
  const id = 'genai-spans';
  const title = 'Spans of agents';
  const { spans, sessions, modelCalls, unknown } = traces;
  const where =
    sessions === 1 ? 'the newest session' : `the ${sessions.toLocaleString('en-US')} newest sessions`;
  const calls = counted(modelCalls, ['is a model call', 'are model calls']);
  const read = `Of ${counted(spans, ['span', 'spans'])} in ${where}, ${calls}`;
  const scopes = listed(unknown.scopes.map(({ name }) => name));
  const rest = `${share(unknown.spans, spans, 'spans')} are not understood as an agent’s work${scopes === '' ? '' : `; they are from ${scopes}`}`;
  if (modelCalls === 0) {
    return warn({
      id,
      title,
      detail: `${read}. ${rest}.`,
      fix: 'Instrument the model client or the agent framework, not only HTTP: for example OpenInference, OpenLLMetry, an OpenTelemetry GenAI instrumentation, or the framework’s own telemetry setting.',
    });
  }
  if (unknown.spans === 0) return pass({ id, title, detail: `${read}, and all are understood.` });
  return info({ id, title, detail: `${read}. ${rest}.` });
}

function contentCapture({
  emitter,
  scope,
  services,
  modelCalls,
  prompts,
  answers,
}: EmitterFacts): DoctorCheck {
  const id = `content-capture:${emitter.id}`;
  const title = `Prompts and answers of ${emitter.name}`;
  const looked = `in ${counted(modelCalls, ['model call', 'model calls'])} of ${listed(services) || 'an unnamed service'} (${scope || 'no scope'})`;
  const answersExpected = emitter.withoutAnswers !== true;
  const missing = [...(prompts ? [] : ['prompts']), ...(answers || !answersExpected ? [] : ['answers'])];
  if (missing.length === 0) {
    const never = answersExpected ? '' : ' It never sends answers.';
    return pass({ id, title, detail: `Content is there ${looked}.${never}` });
  }
  return warn({
    id,
    title,
    detail: `There are no ${missing.join(' and no ')} ${looked}: what was said cannot be shown, and loops are recognised by names only.`,
    fix: emitter.contentSwitch,
  });
}

function logsOnly({ service, logs }: { service: string; logs: number }): DoctorCheck {
  const id = `logs-only:${service}`;
  const title = 'Log records without spans';
  const detail = `${service} sends log records (${logs.toLocaleString('en-US')} kept) but no spans: there is nothing to draw.`;
  const fix = EMITTERS.find(({ marks }) => marks.service?.test(service))?.tracesSwitch;
  return fix === undefined ? info({ id, title, detail }) : warn({ id, title, detail, fix });
}

function orphans({ traces }: DoctorFacts): DoctorCheck {
  const id = 'orphans';
  const title = 'Orphan spans';
  const { spans, of, parents, examples } = traces.orphans;
  if (of === 0) return info({ id, title, detail: 'No session has been silent for a minute yet.' });
  if (spans === 0) {
    return pass({
      id,
      title,
      detail: `Every parent has arrived (${counted(of, ['span', 'spans'])} of finished sessions).`,
    });
  }
  const named = examples.map(({ name, service }) => (service === null ? name : `${name} of ${service}`));
  return warn({
    id,
    title,
    detail: `${share(spans, of, 'spans')} of finished sessions name a parent that never arrived (${counted(parents, ['parent', 'parents'])} missing), such as ${named.join(', ')}. The parents’ program was not exporting, or ended before it had sent them.`,
    fix: 'Let the program flush before it ends: wait for forceFlush() or shutdown() of its tracer provider. A shorter OTEL_BSP_SCHEDULE_DELAY (such as 500, in ms) loses less. Let every service of the trace export to Turnline.',
  });
}

function clockSkew(skews: readonly SkewFacts[]): DoctorCheck {
  const id = 'clock-skew';
  const title = 'Clock skew between services';
  const [worst] = skews;
  if (!worst) return pass({ id, title, detail: 'No span starts before its parent in another service.' });
  const pairs = skews.map(
    ({ parentService, childService, spans, worstMs }) =>
      `${childService} is up to ${formatDuration(worstMs)} behind ${parentService} (${counted(spans, ['span', 'spans'])})`,
  );
  return warn({
    id,
    title,
    detail: `Spans start before their parents: ${listed(pairs, 3)}.`,
    fix: 'Synchronise the clocks of the machines, containers or virtual machines on which these services run.',
  });
}
