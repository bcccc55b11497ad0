/**
 * Steps as symbols: what a rule takes for the same has the same number. Unknown is never the same as anything: without
 * captured arguments and results there is nothing to compare.
 */
import type { AgentSpan } from '../../protocol/agentModel';
import { textHash } from '../../protocol/textHash';
import type { Step } from '../steps';
import type { TurnNodes } from '../turnNodes';
import { goesOn } from './acknowledgement';
import { ComparedCall } from './comparedCall';
import { isEdit } from './operations';
import { UNKNOWN } from './repetitions';
import { isNearlyTheSame, SaidText } from './sameMessage';

/** Of one step, as each rule sees it. */
export interface Fingerprint {
  /** The same calls with the same arguments, outcome and result; or the same message. */
  exact: number;
  /** As in the step before but for numbers and ids in the arguments; UNKNOWN when the result does not tell what was done. */
  near: number;
  /** The same tool failing in the same way. */
  failure: number;
  /** A message that says nearly the same as the one before. */
  message: number;
}

/** Messages back that a message is compared with: as many as a cycle may have steps. */
const MESSAGES_COMPARED = 16;

/** Numbers steps as they come. What one costs does not depend on how many came before, and texts are read once. */
export class Fingerprints {
  /** By hashes of texts: texts of long sessions would take much of the memory. */
  private readonly numbers = new Map<number, number>();
  private readonly results = new ResultNumbers(() => ++this.last);
  private messages: { said: SaidText; symbol: number }[] = [];
  /** Of each step so far: its `near` and `message`. */
  private readonly nears: number[] = [];
  private readonly said: number[] = [];
  private lastTurn: TurnNodes | null = null;
  /** The first call of the last step. */
  private lastCall: ComparedCall | null = null;
  private last = 0;

  of(step: Step): Fingerprint {
    // What is said to others after they spoke is another reply, even in the same words.
    if (this.messages.length > 0 && !isNext(this.lastTurn, step.turn)) this.messages = [];
    this.lastTurn = step.turn;
    const calls = comparedCalls(step);
    const print =
      step.type === 'message' ? this.ofMessage(answerOf(step.turn)) : this.ofCalls(step.type, calls);
    this.lastCall = calls[0] ?? null;
    this.nears.push(print.near);
    this.said.push(print.message);
    return print;
  }

  /** As if nothing had come since the first `length` of these steps. */
  goBackTo(steps: readonly Step[], length: number): void {
    this.nears.length = length;
    this.said.length = length;
    const last = steps[length - 1];
    this.lastTurn = last?.turn ?? null;
    this.lastCall = last ? (comparedCalls(last)[0] ?? null) : null;
    this.messages = [];
    for (let at = length - 1; at >= 0 && this.messages.length < MESSAGES_COMPARED; at--) {
      const { type, turn } = steps[at]!;
      const symbol = this.said[at]!;
      if (type === 'message' && symbol !== UNKNOWN)
        this.messages.unshift({ said: new SaidText(answerOf(turn)!), symbol });
      if (at > 0 && !isNext(steps[at - 1]!.turn, turn)) break;
    }
  }

  /** `exact` of one call by itself. */
  ofCall(call: ComparedCall): number {
    const { name, status, args } = call;
    if (args === null || call.result === null) return UNKNOWN;
    if (status === 'ok' && goesOn(name, args) && call.isAcknowledged) return UNKNOWN;
    return this.results.of(call);
  }

  private ofCalls(type: 'tool' | 'parallel', calls: readonly ComparedCall[]): Fingerprint {
    const exact = calls.length === 1 ? this.ofCall(calls[0]!) : this.together(type, calls);
    const near = exact === UNKNOWN ? UNKNOWN : this.near(calls);
    return { exact, near, failure: this.failure(calls), message: UNKNOWN };
  }

  /** One answer may ask for several things at once, in any order. */
  private together(type: 'tool' | 'parallel', calls: readonly ComparedCall[]): number {
    const exact = calls.map((call) => this.ofCall(call));
    const [first] = exact;
    if (exact.includes(UNKNOWN)) return UNKNOWN;
    // The very same call asked for several times in one answer is one step: the model had not seen a result yet.
    if (type === 'tool' && exact.every((each) => each === first)) return first!;
    return this.number(`parallel ${exact.sort((a, b) => a - b).join(' ')}`);
  }

  /** The number of the step before where it is nearly that one, so that only neighbours are compared. */
  private near(calls: readonly ComparedCall[]): number {
    const first = calls[0]!;
    for (const call of calls) {
      if (call.args === null || call.result === null || call.isSize) return UNKNOWN;
      if (call !== first && !call.isNearly(first)) return UNKNOWN;
    }
    const before = this.nears.at(-1) ?? UNKNOWN;
    const again = before !== UNKNOWN && first.isNearly(this.lastCall!);
    if (!again && calls.length === 1) return ++this.last;
    if (first.status === 'ok' && first.isAcknowledged) return UNKNOWN;
    return again ? before : ++this.last;
  }

  private failure(calls: readonly ComparedCall[]): number {
    const first = calls[0]!;
    for (const { status } of calls) if (status === 'ok') return UNKNOWN;
    for (const call of calls) if (call.failedAs !== first.failedAs) return UNKNOWN;
    return this.number(first.failedAs);
  }

  private ofMessage(answer: string | null): Fingerprint {
    const unknown = { exact: UNKNOWN, near: UNKNOWN, failure: UNKNOWN, message: UNKNOWN };
    const said = answer === null ? null : new SaidText(answer);
    if (said === null || said.isEmpty) return unknown;
    const { messages } = this;
    const before = messages.findLast((each) => isNearlyTheSame(each.said, said));
    const symbol = before?.symbol ?? ++this.last;
    messages.push({ said, symbol });
    if (messages.length > MESSAGES_COMPARED) messages.shift();
    return { ...unknown, exact: symbol, message: symbol };
  }

  private number(text: string): number {
    const hash = textHash(text);
    let number = this.numbers.get(hash);
    if (number === undefined) {
      number = ++this.last;
      this.numbers.set(hash, number);
    }
    return number;
  }
}

/** Whether no other agent had its turn between two of an agent, or it was at work all the time. */
export function isNext(before: TurnNodes | null, turn: TurnNodes | null): boolean {
  if (!before || !turn) return true;
  const sameRun = turn.model.actor !== null && turn.model.actor === before.model.actor;
  return sameRun || turn.turn.index === before.turn.index + 1;
}

export function answerOf({ model }: TurnNodes): string | null {
  return model.span!.model!.answerText;
}

/** None of a message. */
export function comparedCalls(step: Step): ComparedCall[] {
  return step.type === 'message' ? [] : step.calls.map(({ span }) => new ComparedCall(span!));
}

interface KnownResults {
  /** The first call. */
  span: AgentSpan;
  /** Its result. */
  result: string | null;
  /** Of that result. */
  number: number;
  /** By what results say; made when there is a second one. */
  others: Map<number, number> | undefined;
}

/**
 * Numbers for results of equal calls. Results can be long, and hardly any call is made twice: the volatile parts of a
 * result are masked only when there is another one to compare it with.
 */
class ResultNumbers {
  /** By what was asked. */
  private readonly calls = new Map<number, KnownResults>();

  constructor(private readonly next: () => number) {}

  of(call: ComparedCall): number {
    const before = this.calls.get(call.asked);
    if (!before) {
      const number = this.next();
      this.calls.set(call.asked, { span: call.span, result: call.result, number, others: undefined });
      return number;
    }
    if (before.result === call.result || isEdit(call.name, call.args!)) return before.number;
    before.others ??= new Map([[new ComparedCall(before.span).said, before.number]]);
    const known = before.others.get(call.said);
    if (known !== undefined) return known;
    const number = this.next();
    before.others.set(call.said, number);
    return number;
  }
}
