import { suggest } from '../../text/index.ts';
import type { Complaint, Expression, SourceText, Span, Step } from './syntax.ts';
import { entriesOf, failed, itemsOf, type Value } from './value.ts';

/** A function that a file declares. */
export interface UserFunction {
  readonly params: readonly string[];
  /** Takes what is given beyond `params`, as a list. */
  readonly rest?: string;
  readonly result: Expression;
  readonly source: SourceText;
}

/** What a file's names stand for. */
export interface Names {
  /** What the name and the first `used` of the steps after it stand for; undefined where nothing is called so. */
  resolve(name: string, steps: readonly Step[], from: Scope, span: Span): { readonly value: Value; readonly used: number } | undefined;
  functionOf(name: string): UserFunction | undefined;
  /** For "did you mean". */
  known(): readonly string[];
}

/** One evaluation of files: what was wrong so far, and how much may still be done. */
export interface Run {
  readonly names: Names;
  readonly complaints: Complaint[];
  /** Steps, and sizes of what they make; a file can not ask for more, however cleverly it multiplies. */
  budget: number;
}

interface Locals {
  readonly name: string;
  readonly value: Value;
  readonly next: Locals | undefined;
}

/** Where an expression is evaluated. */
export interface Scope {
  readonly run: Run;
  readonly source: SourceText;
  readonly locals: Locals | undefined;
  /** Calls of declared functions around this one. */
  readonly calls: number;
}

/** The name under which the `item` of a splat is kept. */
export const itemName = '*';
const budget = 2_000_000;

export function openRun(names: Names): Run {
  return { names, complaints: [], budget };
}

export function withLocal(scope: Scope, name: string, value: Value): Scope {
  return { ...scope, locals: { name, value, next: scope.locals } };
}

export function findLocal({ locals }: Scope, name: string): Value | undefined {
  for (let local = locals; local !== undefined; local = local.next) {
    if (local.name === name) return local.value;
  }
  return undefined;
}

/** Puts on record what is wrong, and gives the value that stands for it. */
export function complain({ run, source }: Scope, span: Span, message: string): Value {
  run.complaints.push({ source, span, message });
  return failed;
}

/** @returns false once the budget is used up, which is a complaint of its own */
export function spend(scope: Scope, span: Span, amount: number): boolean {
  const { run } = scope;
  if (run.budget < 0) return false;
  run.budget -= amount;
  if (run.budget < 0) complain(scope, span, 'The file asks for more work than any build needs.');
  return run.budget >= 0;
}

/** What a name that stands for nothing may have meant: `; did you mean …?`, or nothing. */
export function didYouMean(scope: Scope, span: Span, name: string, known: readonly string[]): string {
  const meant = known.length <= 1000 && spend(scope, span, known.length) ? suggest(name, known) : undefined;
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
}

const weights = new WeakMap<Value, number>();

/** How much a value holds when all that it refers to is counted as often as it is referred to. */
export function weigh(value: Value): number {
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = typeof value.data === 'string' ? 1 + value.data.length / 8 : 1;
  for (const item of itemsOf(value) ?? []) weight += weigh(item);
  for (const [key, entry] of entriesOf(value) ?? []) weight += weigh(entry) + key.length / 8;
  weights.set(value, weight);
  return weight;
}
