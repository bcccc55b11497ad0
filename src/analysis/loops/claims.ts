/**
 * What a loop is, in words: subject, predicate and the evidence, as in "search ran 4 times with the same arguments and
 * the same result". Tools come first: readers look for their names.
 */
import type { ToolStatus } from '../../protocol/agentModel';
import { errorLine } from '../errorLine';
import type { SpanNode } from '../spanNode';
import type { Step } from '../steps';
import { ComparedCall } from './comparedCall';
import { GENERIC_ERROR } from './failureClass';
import { isEdit } from './operations';

/** What repeats, one iteration after the other. */
export interface Repeated {
  iterations: readonly (readonly Step[])[];
  /** Of complete ones. */
  complete: number;
}

/** Of steps named in a sentence. */
const NAMED_STEPS = 4;
/** Of an error told in a sentence: the beginning tells most. */
const MAX_ERROR = 80;

export function repeatClaim(run: Repeated): string {
  const step = run.iterations[0]![0]!;
  const names = toolNamesIn([step]);
  if (step.type === 'parallel') {
    const results = isKnownBySize([step]) ? RESULTS_BY_SIZE : 'the same results';
    return `${listed(names)} ran ${times(run)}, side by side, with the same arguments and ${results}`;
  }
  const [call] = callsOf(step);
  if (showsOtherwise(run, 0))
    return `${names[0]!} made the same change ${times(run)}, with the same arguments`;
  const failed = call!.span!.tool!.status !== 'ok';
  const size = 'a result of the same size, whose text was not captured';
  const result = isKnownBySize([step]) ? size : failed ? sameError(call!) : 'the same result';
  return `${names[0]!} ran ${times(run)} with the same arguments and ${result}`;
}

export function cycleClaim(run: Repeated, agent: string | null): string {
  const [steps] = run.iterations;
  if (steps!.every(({ type }) => type === 'message')) {
    return `${agent ?? 'The agent'} said the same ${steps!.length} things ${times(run)} in the same order`;
  }
  const differ = steps!.some((_, at) => showsOtherwise(run, at));
  const sameResults = isKnownBySize(steps!) ? RESULTS_BY_SIZE : 'results';
  const names = steps!.map((step) => (step.type === 'message' ? 'a message' : listed(toolNamesIn([step]))));
  if (names.every((name) => name === names[0])) {
    const same = isKnownBySize(steps!) ? RESULTS_BY_SIZE : 'the same results';
    const results = differ ? '' : ` with ${same}`;
    return `The same ${names.length} calls of ${names[0]!} ran ${times(run)} in the same order${results}`;
  }
  const shown = names.length > NAMED_STEPS ? [...names.slice(0, NAMED_STEPS - 1), '…', names.at(-1)!] : names;
  const count = names.length > NAMED_STEPS ? ` (${names.length} steps)` : '';
  return `${shown.join(' → ')}${count} ran ${times(run)} in the same order with the same arguments${differ ? '' : ` and ${sameResults}`}`;
}

/** `among`: what was done between the failures; null for failures in a row. */
export function failureClaim(run: Repeated, among: string | null): string {
  const [call] = callsOf(run.iterations[0]![0]!);
  const { name, status } = call!.span!.tool!;
  const how = among === null ? `${times(run)} in a row` : times(run);
  const after = among === null ? '' : `, ${among}`;
  const verb = FAILED[status];
  return verb === null
    ? `${name} failed ${how} with ${sameError(call!)}${after}`
    : `${name} ${verb} ${how}${after}`;
}

/** null where the error itself says more. */
const FAILED: Record<ToolStatus, string | null> = {
  ok: null,
  error: null,
  timeout: 'timed out',
  rate_limited: 'was rate limited',
  invalid_args: 'was called with invalid arguments',
  denied: 'was denied',
  cancelled: 'was cancelled',
};

export function nearRepeatClaim(run: Repeated): string {
  const [name] = toolNamesIn(run.iterations[0]!);
  return `${name!} ran ${times(run)} with arguments that differ in numbers or ids only, and the same result`;
}

export function monologueClaim(run: Repeated, agent: string | null): string {
  return `${agent ?? 'The agent'} said the same thing ${times(run)} without calling a tool`;
}

export function callsOf(step: Step): readonly SpanNode[] {
  return step.type === 'message' ? [] : step.calls;
}

export function toolNamesIn(steps: readonly Step[]): string[] {
  return [...new Set(steps.flatMap(callsOf).map(({ span }) => span!.tool!.name))];
}

const RESULTS_BY_SIZE = 'results of the same size, whose texts were not all captured';

/** Whether of some result nothing but its size says that it is the same. */
function isKnownBySize(steps: readonly Step[]): boolean {
  return steps
    .flatMap(callsOf)
    .some(({ span }) => span!.tool!.status === 'ok' && span!.tool!.result === null);
}

/** Whether the same change to a file is shown in other words each time (see `isEdit`). */
function showsOtherwise({ iterations, complete }: Repeated, at: number): boolean {
  const [first] = callsOf(iterations[0]![at]!);
  const [last] = callsOf(iterations[complete - 1]![at]!);
  const args = first?.span!.tool!.arguments ?? null;
  if (args === null || !isEdit(first!.span!.tool!.name, args)) return false;
  return new ComparedCall(first!.span!).said !== new ComparedCall(last!.span!).said;
}

/** `the same error, “Order not found”`; `the same error` where nothing more is known. */
function sameError(call: SpanNode): string {
  const { errorMessage, errorClass, tool } = call.span!;
  const named = [tool!.errorClass, errorClass].find((name) => name !== null && !GENERIC_ERROR.test(name));
  if (named != null) return `the same error, ${named}`;
  const text = [tool!.result, errorMessage].find((each) => each !== null && each.trim() !== '');
  return text == null ? 'the same error' : `the same error, “${errorLine(text, MAX_ERROR)}”`;
}

/** "4 times"; "4 times and began once more". */
function times({ complete, iterations }: Repeated): string {
  return iterations.length > complete ? `${complete} times and began once more` : `${complete} times`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
