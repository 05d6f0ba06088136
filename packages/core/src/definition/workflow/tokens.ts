/** A token of an expression of GitHub Actions. */
export type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string }
  | { readonly kind: 'end' };

const pattern =
  /\s*(?:'((?:[^']|'')*)'|([-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?))|([A-Za-z_][A-Za-z0-9_-]*)|(&&|\|\||[=!<>]=|[()[\].,!<>*]))/y;

/**
 * The tokens of an expression, without the `${{ }}` around it.
 *
 * @returns undefined when there is something that no expression holds
 */
export function readTokens(expression: string): readonly Token[] | undefined {
  const text = expression.trimEnd();
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, quoted, number, name, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) });
    else if (name !== undefined) tokens.push({ kind: 'name', value: name });
    else tokens.push({ kind: 'sign', value: sign ?? '' });
  }
  tokens.push({ kind: 'end' });
  return tokens;
}
