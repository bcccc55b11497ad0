/**
 * Parameters as they arrive: anything that a person or program may have written. Each check says what was expected
 * and what came instead; all throw `RpcError(invalid_params)`.
 */
import type { SpanRef } from '../protocol/units';
import { RPC_ERROR, RpcError } from '../protocol/rpc';
import type { ValuePath } from '../protocol/spans';

export type Fields = Record<string, unknown>;

/** `params` as an object; an empty one when `optional` and absent. */
export function fieldsOf(method: string, params: unknown, { optional = false } = {}): Fields {
  if (optional && (params === undefined || params === null)) return {};
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw invalid(`${method} takes an object of parameters, not ${show(params)}.`);
  }
  return params as Fields;
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') {
    throw invalid(`"${name}" must be a non-empty string, not ${show(value)}.`);
  }
  return value;
}

export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string') {
    throw invalid(`"${name}" must be a string, not ${show(value)}.`);
  }
  return value;
}

export function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw invalid(`"${name}" must be true or false, not ${show(value)}.`);
  return value;
}

/** An id of `digits` hex digits in any case, as lower case. */
/** False when absent. */
export function optionalFlag(fields: Fields, name: string): boolean {
  return (fields[name] ?? undefined) !== undefined && flag(fields, name);
}

export function hexId(fields: Fields, name: string, digits: number): string {
  const value = text(fields, name).toLowerCase();
  if (value.length !== digits || !/^[0-9a-f]*$/.test(value)) {
    throw invalid(`"${name}" must be ${digits} hex digits, not ${show(fields[name])}.`);
  }
  return value;
}

export function oneOf<T extends string | number>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = fields[name];
  const found = allowed.find((each) => each === value);
  if (found === undefined) {
    throw invalid(`"${name}" must be one of ${allowed.join(', ')}, not ${show(value)}.`);
  }
  return found;
}

export function optionalNumber(fields: Fields, name: string): number | undefined {
  const value = fields[name] ?? undefined;
  if (value !== undefined && !(typeof value === 'number' && Number.isFinite(value))) {
    throw invalid(`"${name}" must be a finite number, not ${show(value)}.`);
  }
  return value;
}

/** An integer of at least `least`. */
export function integer(fields: Fields, name: string, least: number): number {
  const value = fields[name];
  if (!(typeof value === 'number' && Number.isInteger(value) && value >= least)) {
    throw invalid(`"${name}" must be an integer of at least ${least}, not ${show(value)}.`);
  }
  return value;
}

/** Keys and places from the outside inwards. */
export function valuePath(fields: Fields, name: string): ValuePath {
  const value = fields[name];
  const isStep = (step: unknown) =>
    typeof step === 'string' || (typeof step === 'number' && Number.isInteger(step) && step >= 0);
  if (Array.isArray(value) && value.every(isStep)) return value as ValuePath;
  throw invalid(`"${name}" must be a list of keys and places, not ${show(value)}.`);
}

/** An integer of at least 1. */
export function optionalCount(fields: Fields, name: string): number | undefined {
  const value = optionalNumber(fields, name);
  if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
    throw invalid(`"${name}" must be a positive integer, not ${show(value)}.`);
  }
  return value;
}

/** Values for an SQL statement's placeholders. */
export function optionalSqlValues(fields: Fields, name: string): (string | number | null)[] | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every(isSqlValue)) {
    throw invalid(`"${name}" must be a list of strings, numbers and nulls, not ${show(value)}.`);
  }
  return value;
}

export function texts(fields: Fields, name: string): string[] {
  const value = fields[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw invalid(`"${name}" must be a list of strings, not ${show(value)}.`);
  }
  return value;
}

/** Trace id and span id. */
export function spanRef(fields: Fields): SpanRef {
  return { traceId: hexId(fields, 'traceId', 32), spanId: hexId(fields, 'spanId', 16) };
}

export function invalid(message: string): RpcError {
  return new RpcError(RPC_ERROR.invalidParams, message);
}

function isSqlValue(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

const SHOWN = 80;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length <= SHOWN ? json : `${json.slice(0, SHOWN)}…`;
}
