import type { Brand } from '@image-factory/core/text';

/** Text that Kargo takes as it stands: without the `${` that begins an expression. */
export type KargoLiteral = Brand<string, 'KargoLiteral'>;
/** A template with expressions, written by us; data in it stands between quotes. */
export type KargoExpression = Brand<string, 'KargoExpression'>;
/** What may stand in the configuration of a step, in a variable or in an argument. Kargo evaluates all of them. */
export type KargoText = KargoLiteral | KargoExpression;
/** A piece of Kargo's expression language: words of our own source code, and data as string literals. */
export type Code = Brand<string, 'Code'>;

/**
 * Kargo evaluates whatever stands between `${{ }}` or `${% %}` in a step, with access to the Secrets of the Project,
 * and knows no way to escape it. So data with `${` never gets there.
 *
 * @returns undefined for such data, and for nothing at all: Kargo takes an empty variable for a missing one
 */
export function parseKargoLiteral(text: string): KargoLiteral | undefined {
  return text === '' || text.includes('${') ? undefined : (text as KargoLiteral);
}

/** @throws TypeError when the text is no literal: for text that our own code or a checked grammar vouches for */
export function literal(text: string): KargoLiteral {
  const parsed = parseKargoLiteral(text);
  if (parsed === undefined) throw new TypeError('text for Kargo holds an expression or nothing');
  return parsed;
}

/**
 * A value as a string literal, for the inside of an expression. Names, repositories, hosts, branches and tags consist of
 * these characters by their own grammars; a quote, a backslash or a brace is no part of any of them.
 *
 * @throws TypeError for other characters: the value was not parsed
 */
export function quoted(value: string): Code {
  if (!isPlainWord(value)) throw new TypeError('a value for an expression holds characters that its grammar forbids');
  return JSON.stringify(value) as Code;
}

/** Whether {@link quoted} takes the value: neither quotes nor braces, and no way out of a path. */
export function isPlainWord(value: string): boolean {
  return /^[A-Za-z0-9._/:@+-]+$/.test(value) && !value.split('/').some((part) => part === '.' || part === '..');
}

/** A piece of an expression. Data gets into it only as {@link quoted} literals. */
export function code(parts: TemplateStringsArray, ...values: readonly Code[]): Code {
  return String.raw({ raw: parts }, ...values) as Code;
}

/** `${{ … }}` around an expression. */
export function expression(parts: TemplateStringsArray, ...values: readonly Code[]): KargoExpression {
  return template(`\${{ ${code(parts, ...values)} }}`);
}

/** `${% … %}` around an expression: the form for those with braces of their own. */
export function bracedExpression(parts: TemplateStringsArray, ...values: readonly Code[]): KargoExpression {
  return template(`\${% ${code(parts, ...values)} %}`);
}

/** A sentence of ours with literals and expressions in it. */
export function sentence(parts: TemplateStringsArray, ...values: readonly KargoText[]): KargoExpression {
  return template(String.raw({ raw: parts }, ...values));
}

function template(text: string): KargoExpression {
  const problem = templateProblem(text);
  if (problem !== undefined) throw new TypeError(`${problem}: ${text}`);
  return text as KargoExpression;
}

/** What is wrong with the delimiters of a template. The first closing token ends an expression, wherever it stands. */
export function templateProblem(text: string): string | undefined {
  if (!text.includes('${')) return undefined;
  let rest = text;
  for (let open = rest.search(opening); open >= 0; open = rest.search(opening)) {
    const body = rest.slice(open + 3);
    const end = body.indexOf(rest[open + 2] === '{' ? '}}' : '%}');
    if (end < 0) return 'an expression is not closed';
    if (!isBalanced(body.slice(0, end))) return 'an expression ends within its own braces';
    rest = body.slice(end + 2);
  }
  return undefined;
}

const opening = /\$\{[{%]/;

/** The expressions in a template, without their delimiters. */
export function expressionsIn(text: string): string[] {
  if (!text.includes('${')) return [];
  return [...text.matchAll(/\$\{\{([\s\S]*?)\}\}|\$\{%([\s\S]*?)%\}/g)].map(([, braces, percent]) => braces ?? percent ?? '');
}

function isBalanced(expression: string): boolean {
  let depth = 0;
  for (const char of expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '')) {
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
