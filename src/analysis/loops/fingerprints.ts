/**
 * Steps as symbols: what a rule takes for the same has the same number. Unknown is never the same as anything: without
 * captured arguments and results there is nothing to compare.
 */
import type { ToolCallFacts } from '../../protocol/agentModel';
import { canonicalArguments } from '../canonicalArguments';
import type { SpanNode } from '../spanTree';
import type { Step } from '../steps';
import { comparableResult } from '../volatile';
import { isAcknowledgement } from './acknowledgement';
import { maskIdentifiers } from './identifiers';
import { UNKNOWN } from './repetitions';
import { isNearlyTheSame, normalisedMessage } from './sameMessage';

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

/** What is compared of one call. */
interface CallText {
  exact: string;
  near: string | null;
  failure: string | null;
}

/** Texts are masked once per call, however often a session is analysed: the facts stay the same object. */
const textsOfCall = new WeakMap<ToolCallFacts, { error: string | null; text: CallText }>();

export class Fingerprints {
  private readonly numbers = new Map<string, number>();
  private lastMessage: { text: string; symbol: number } | null = null;

  of(step: Step): Fingerprint {
    if (step.type === 'message') return this.ofMessage(step.turn.model);
    this.lastMessage = null;
    const texts = step.calls.map(callText);
    // One answer may ask for several things at once, in any order.
    const exact = texts.map((text) => text.exact).sort();
    const known = exact.every((text) => text !== '');
    const [first] = texts;
    const alike = (part: 'near' | 'failure') => {
      const value = first?.[part] ?? null;
      return value !== null && texts.every((text) => text[part] === value) ? value : null;
    };
    // The very same call asked for several times in one answer is one step: the model had not seen a result yet.
    const distinct = step.type === 'tool' ? exact.slice(0, 1) : exact;
    const unequal = step.type === 'tool' && exact.some((text) => text !== exact[0]);
    return {
      exact: known && !unequal ? this.number(`exact ${distinct.join('\n')}`) : UNKNOWN,
      near: known ? this.number(alike('near')) : UNKNOWN,
      failure: this.number(alike('failure')),
      message: UNKNOWN,
    };
  }

  private ofMessage({ span }: SpanNode): Fingerprint {
    const answer = span!.model!.answerText;
    const text = answer === null ? '' : normalisedMessage(answer);
    if (text === '') {
      this.lastMessage = null;
      return { exact: UNKNOWN, near: UNKNOWN, failure: UNKNOWN, message: UNKNOWN };
    }
    const last = this.lastMessage;
    const symbol = last && isNearlyTheSame(last.text, text) ? last.symbol : this.number(`message ${text}`);
    this.lastMessage = { text, symbol };
    return { exact: symbol, near: UNKNOWN, failure: UNKNOWN, message: symbol };
  }

  private number(text: string | null): number {
    if (text === null) return UNKNOWN;
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.numbers.size + 1;
      this.numbers.set(text, number);
    }
    return number;
  }
}

function callText({ span }: SpanNode): CallText {
  const facts = span!.tool!;
  const error = errorText(span!);
  const cached = textsOfCall.get(facts);
  if (cached?.error === error) return cached.text;
  const text = describeCall(facts, error);
  textsOfCall.set(facts, { error, text });
  return text;
}

/** `exact` is empty when something of the call is not known. */
function describeCall(facts: ToolCallFacts, error: string | null): CallText {
  const { name, status } = facts;
  // A failed call's result is its error.
  const shown = status === 'ok' ? facts.result : (facts.result ?? error);
  const result = shown === null ? sizeOf(facts) : comparableResult(shown);
  const args = facts.arguments === null ? null : canonicalArguments(facts.arguments);
  const known = args !== null && result !== null;
  const same = (withArguments: string) => JSON.stringify([name, status, withArguments, result]);
  const tellsNothing = shown === null || result === null || (status === 'ok' && isAcknowledgement(result));
  return {
    exact: known ? same(args) : '',
    near: known && !tellsNothing ? same(maskIdentifiers(args)) : null,
    failure: status === 'ok' ? null : JSON.stringify([name, status, failureClass(facts, result)]),
  };
}

/** Stands for a result whose text is not captured: one of another size is another. */
function sizeOf({ resultBytes }: ToolCallFacts): string | null {
  return resultBytes === null ? null : `${resultBytes} bytes`;
}

/** The emitter's own class, which says the same in other words each time; without one, the error itself. */
function failureClass({ errorClass }: ToolCallFacts, result: string | null): string | null {
  const generic = errorClass === null || /^(?:error|exception|tool_?error|_other|unknown)$/i.test(errorClass);
  return generic && result !== null ? maskIdentifiers(result) : errorClass;
}

function errorText({ errorClass, errorMessage }: NonNullable<SpanNode['span']>): string | null {
  return errorClass === null && errorMessage === null ? null : `${errorClass ?? ''}: ${errorMessage ?? ''}`;
}
