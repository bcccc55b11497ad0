/**
 * Steps as symbols: what a rule takes for the same has the same number. Unknown is never the same as anything: without
 * captured arguments and results there is nothing to compare.
 */
import { textHash } from '../../protocol/textHash';
import type { SpanNode } from '../spanTree';
import type { Step } from '../steps';
import type { TurnNodes } from '../turns';
import { goesOn } from './acknowledgement';
import { comparedCall, type ComparedCall } from './comparedCall';
import { UNKNOWN } from './repetitions';
import type { SaidText } from './sameMessage';
import { isNearlyTheSame, saidText } from './sameMessage';

/** Of one step, as each rule sees it. */
export interface Fingerprint {
  /** The same calls with the same arguments, outcome and result; or the same message. */
  exact: number;
  /** As `exact`, but for numbers and ids in the arguments; UNKNOWN when the result does not tell what was done. */
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
  private readonly exactOf = new ResultNumbers(() => ++this.last);
  private readonly nearOf = new ResultNumbers(() => ++this.last);
  private messages: { said: SaidText; symbol: number }[] = [];
  private lastTurn: TurnNodes | null = null;
  private last = 0;

  of(step: Step): Fingerprint {
    // What is said to others after they spoke is another reply, even in the same words.
    if (!isNext(this.lastTurn, step.turn)) this.messages = [];
    this.lastTurn = step.turn;
    if (step.type === 'message') return this.ofMessage(step.turn.model);
    const prints = step.calls.map((node) => {
      const call = comparedCall(node);
      return { exact: this.exact(call), near: this.near(call), failure: this.failure(call) };
    });
    const alike = (part: 'near' | 'failure') => {
      const value = prints[0]![part];
      return prints.every((print) => print[part] === value) ? value : UNKNOWN;
    };
    const known = prints.every(({ exact }) => exact !== UNKNOWN);
    return {
      exact: known ? this.together(step, prints) : UNKNOWN,
      near: known ? alike('near') : UNKNOWN,
      failure: alike('failure'),
      message: UNKNOWN,
    };
  }

  /** `exact` of one call by itself. */
  ofCall(node: SpanNode): number {
    return this.exact(comparedCall(node));
  }

  /** One answer may ask for several things at once, in any order. */
  private together(step: Step, prints: readonly { exact: number }[]): number {
    const exact = prints.map((print) => print.exact).sort((a, b) => a - b);
    // The very same call asked for several times in one answer is one step: the model had not seen a result yet.
    if (step.type === 'tool' && exact.every((each) => each === exact[0])) return exact[0]!;
    return this.number(`parallel ${exact.join(' ')}`);
  }

  private exact(call: ComparedCall): number {
    const { name, status, args } = call;
    if (args === null || call.result === null) return UNKNOWN;
    if (status === 'ok' && goesOn(name) && call.isAcknowledged) return UNKNOWN;
    return this.exactOf.of(call.asked, call).number;
  }

  private near(call: ComparedCall): number {
    const { status, args } = call;
    if (args === null || call.result === null || call.isSize) return UNKNOWN;
    const { number, known } = this.nearOf.of(call.nearlyAsked, call);
    return known && status === 'ok' && call.isAcknowledged ? UNKNOWN : number;
  }

  private failure(call: ComparedCall): number {
    return call.status === 'ok' ? UNKNOWN : this.number(call.failedAs);
  }

  private ofMessage({ span }: SpanNode): Fingerprint {
    const answer = span!.model!.answerText;
    const said = answer === null ? null : saidText(answer);
    const unknown = { exact: UNKNOWN, near: UNKNOWN, failure: UNKNOWN, message: UNKNOWN };
    if (said === null || said.words === '') return unknown;
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
function isNext(before: TurnNodes | null, turn: TurnNodes | null): boolean {
  if (!before || !turn) return true;
  const sameRun = turn.model.actor !== null && turn.model.actor === before.model.actor;
  return sameRun || turn.turn.index === before.turn.index + 1;
}

interface KnownResults {
  first: ComparedCall;
  /** Of the first call's result. */
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

  /** `known`: whether such a call had such a result before. */
  of(asked: number, call: ComparedCall): { number: number; known: boolean } {
    const before = this.calls.get(asked);
    if (!before) {
      const number = this.next();
      this.calls.set(asked, { first: call, number, others: undefined });
      return { number, known: false };
    }
    if (before.first.result === call.result) return { number: before.number, known: true };
    before.others ??= new Map([[before.first.said, before.number]]);
    const known = before.others.get(call.said);
    if (known !== undefined) return { number: known, known: true };
    const number = this.next();
    before.others.set(call.said, number);
    return { number, known: false };
  }
}
