import { parseArgs } from 'node:util';
import type { OptionSpecs } from './spec.ts';

/** An option as it was written. */
export interface GivenOption {
  readonly name: string;
  /** `--image`, `-q`. */
  readonly written: string;
  /** Undefined when none followed. */
  readonly value: string | undefined;
  /** Written as `--image=shop`. */
  readonly inline: boolean;
}

/** What a command line consists of, before anybody knows what it means. */
export interface Tokens {
  readonly options: readonly GivenOption[];
  readonly positionals: readonly string[];
}

/** Splits a command line; whatever is unknown or incomplete is part of the result. */
export function tokenize(argv: readonly string[], specs: OptionSpecs): Tokens {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short }]) => [
      name,
      { type: type === 'flag' ? ('boolean' as const) : ('string' as const), ...(short === undefined ? {} : { short }) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  return {
    options: tokens.flatMap((token) =>
      token.kind === 'option' ? [{ name: token.name, written: token.rawName, value: token.value, inline: token.inlineValue === true }] : [],
    ),
    positionals: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
  };
}
