import { fromPieces, isEqual, isTrue, known, piecesOf, textOf, unknown, type Outcome } from './outcome.ts';
import { readTokens, type Token } from './tokens.ts';

/** What the names of an expression stand for. */
export interface Scope {
  /** `['env', 'VERSION']`; the first part in lower case. */
  readonly lookup: (path: readonly string[]) => Outcome;
}

/** Most characters, and most brackets within each other, of one expression. */
const limits = { length: 4096, depth: 30 };

const notAnExpression = unknown('this is no expression that GitHub takes');

/**
 * What an expression gives when it depends on nothing but what the file says. What stands behind
 * `||` or `&&` counts only when what stands before is known; of the functions only `format` is carried out.
 *
 * @param expression - without the `${{ }}` around it
 * @see the reference of GitHub Actions, "Evaluate expressions in workflows and actions"
 */
export function evaluate(expression: string, scope: Scope): Outcome {
  const tokens = expression.length > limits.length ? undefined : readTokens(expression);
  if (tokens === undefined || tokens.length > limits.length) return notAnExpression;
  return new Reader(tokens, scope).read();
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  #at = 0;
  #failed = false;

  constructor(tokens: readonly Token[], scope: Scope) {
    this.#tokens = tokens;
    this.#scope = scope;
  }

  read(): Outcome {
    const outcome = this.#readOr(0);
    return this.#failed || !this.#atEnd() ? notAnExpression : outcome;
  }

  #atEnd(): boolean {
    return this.#peek().kind === 'end';
  }

  #readOr(depth: number): Outcome {
    let left = this.#readAnd(depth);
    while (this.#take('||')) {
      const right = this.#readAnd(depth);
      left = truthOf(left) === false ? right : decided(left);
    }
    return left;
  }

  #readAnd(depth: number): Outcome {
    let left = this.#readEquality(depth);
    while (this.#take('&&')) {
      const right = this.#readEquality(depth);
      left = truthOf(left) === true ? right : decided(left);
    }
    return left;
  }

  #readEquality(depth: number): Outcome {
    let left = this.#readOrder(depth);
    for (;;) {
      const negated = this.#take('!=');
      if (!negated && !this.#take('==')) return left;
      const right = this.#readOrder(depth);
      left =
        left.kind === 'known' && right.kind === 'known' ? known(isEqual(left.value, right.value) !== negated) : firstUnknown([left, right]);
    }
  }

  #readOrder(depth: number): Outcome {
    let left = this.#readUnary(depth);
    while (['<', '>', '<=', '>='].some((sign) => this.#take(sign))) {
      this.#readUnary(depth);
      left = unknown('an order of values is not worked out here');
    }
    return left;
  }

  #readUnary(depth: number): Outcome {
    let negations = 0;
    while (this.#take('!')) negations += 1;
    const outcome = this.#readPrimary(depth);
    if (negations === 0) return outcome;
    return outcome.kind === 'known' ? known(isTrue(outcome.value) === (negations % 2 === 0)) : firstUnknown([outcome]);
  }

  #readPrimary(depth: number): Outcome {
    const token = this.#peek();
    if (depth > limits.depth || token.kind === 'end') return this.#giveUp();
    this.#at += 1;
    if (token.kind === 'text' || token.kind === 'number') return known(token.value);
    if (token.kind === 'name') return this.#readName(token.value, depth);
    if (token.value !== '(') return this.#giveUp();
    const inner = this.#readOr(depth + 1);
    return this.#take(')') ? inner : this.#giveUp();
  }

  #readName(name: string, depth: number): Outcome {
    const constant = constants.get(name);
    if (constant !== undefined) return constant;
    return this.#take('(') ? this.#call(name, depth) : this.#readPath(name.toLowerCase(), depth);
  }

  #readPath(context: string, depth: number): Outcome {
    const path = [context];
    let why: string | undefined;
    for (;;) {
      const dot = this.#take('.');
      if (!dot && !this.#take('[')) break;
      const step = dot ? this.#readKey() : this.#readOr(depth + 1);
      if (!dot && !this.#take(']')) return this.#giveUp();
      if (step.kind === 'known') path.push(textOf(step.value));
      else why ??= firstUnknown([step]).why;
    }
    return why === undefined ? this.#scope.lookup(path) : unknown(why);
  }

  #readKey(): Outcome {
    const token = this.#peek();
    this.#at += 1;
    if (token.kind === 'name') return known(token.value);
    return token.kind === 'sign' && token.value === '*' ? unknown('all values of a list are not put together here') : this.#giveUp();
  }

  #call(name: string, depth: number): Outcome {
    const given: Outcome[] = [];
    while (!this.#take(')')) {
      if (given.length > 0 && !this.#take(',')) return this.#giveUp();
      given.push(this.#readOr(depth + 1));
      if (this.#atEnd()) return this.#giveUp();
    }
    if (name.toLowerCase() === 'format') return format(given);
    return unknown(`the function \`${name}\` is carried out by a run alone`);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end' };
  }

  #take(sign: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'sign' || token.value !== sign) return false;
    this.#at += 1;
    return true;
  }

  /** Nothing is read any more, so that no token is read twice. */
  #giveUp(): Outcome {
    this.#at = this.#tokens.length;
    this.#failed = true;
    return notAnExpression;
  }
}

const constants: ReadonlyMap<string, Outcome> = new Map([
  ['true', known(true)],
  ['false', known(false)],
  ['null', known(null)],
  ['NaN', known(NaN)],
  ['Infinity', known(Infinity)],
]);

/** Undefined: a run decides. A text of which a part is known is not empty, whatever the rest may be. */
function truthOf(outcome: Outcome): boolean | undefined {
  if (outcome.kind === 'known') return isTrue(outcome.value);
  if (outcome.kind === 'partly') return outcome.pieces.some((piece) => typeof piece === 'string') ? true : undefined;
  return outcome.kind === 'node' ? true : undefined;
}

/** The left side, where its truth is known; otherwise nobody knows which side it will be. */
function decided(left: Outcome): Outcome {
  return truthOf(left) === undefined ? firstUnknown([left]) : left;
}

function firstUnknown(outcomes: readonly Outcome[]): { readonly kind: 'unknown'; readonly why: string } {
  for (const outcome of outcomes) {
    const hole = outcome.kind === 'known' ? undefined : piecesOf(outcome).find((piece) => typeof piece !== 'string');
    if (typeof hole === 'object') return { kind: 'unknown', why: hole.why };
  }
  return { kind: 'unknown', why: 'it is not a text' };
}

/** `{0}` is the first value behind the text, `{{` a brace that is meant. */
function format([template, ...values]: readonly Outcome[]): Outcome {
  if (template?.kind !== 'known') return template === undefined ? notAnExpression : firstUnknown([template]);
  const parts = textOf(template.value).split(/(\{\{|\}\}|\{[0-9]+\})/);
  return fromPieces(
    parts.flatMap((part, index) => {
      // A brace that is neither doubled nor around a number fails the run.
      if (index % 2 === 0) return /[{}]/.test(part) ? [{ why: 'the text of `format` has a single brace' }] : [part];
      if (part === '{{' || part === '}}') return [part.charAt(0)];
      const value = values[Number(part.slice(1, -1))];
      return value === undefined ? [{ why: 'a value of `format` is missing' }] : piecesOf(value);
    }),
  );
}
