import type { Node } from '../document/index.ts';

/** A part of a text that only a run knows. */
export interface Hole {
  /** Why, in words that end a sentence "… because". */
  readonly why: string;
}

/** A text in which some parts may be unknown, in order; no two texts stand side by side. */
export type Pieces = readonly (string | Hole)[];

export type Constant = string | number | boolean | null;

/** What an expression gives. */
export type Outcome =
  | { readonly kind: 'known'; readonly value: Constant }
  /** A text of which parts are unknown. */
  | { readonly kind: 'partly'; readonly pieces: Pieces }
  /** A list or mapping, as a matrix may hold. */
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'unknown'; readonly why: string };

export function known(value: Constant): Outcome {
  return { kind: 'known', value };
}

export function unknown(why: string): Outcome {
  return { kind: 'unknown', why };
}

/** The text that stands where the expression stood. */
export function piecesOf(outcome: Outcome): Pieces {
  switch (outcome.kind) {
    case 'known':
      return [textOf(outcome.value)];
    case 'partly':
      return outcome.pieces;
    case 'node':
      return [{ why: 'it is a list or mapping' }];
    case 'unknown':
      return [{ why: outcome.why }];
  }
}

export function fromPieces(pieces: Pieces): Outcome {
  const joined = joinPieces(pieces);
  if (joined.length === 0) return known('');
  const [only] = joined;
  if (joined.length > 1 || only === undefined) return { kind: 'partly', pieces: joined };
  return typeof only === 'string' ? known(only) : unknown(only.why);
}

/** The whole text, or the first hole in it. */
export function wholeText(pieces: Pieces): string | Hole {
  return pieces.find((piece) => typeof piece !== 'string') ?? pieces.join('');
}

/** Texts side by side put together, empty ones left out. */
export function joinPieces(pieces: Pieces): Pieces {
  const joined: (string | Hole)[] = [];
  let text: string[] = [];
  const flush = (): void => {
    const whole = text.join('');
    if (whole !== '') joined.push(whole);
    text = [];
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text.push(piece);
      continue;
    }
    flush();
    joined.push(piece);
  }
  flush();
  return joined;
}

/** As expressions write a value into a text. */
export function textOf(value: Constant): string {
  return value === null ? '' : String(value);
}

/** What expressions take for false: false, zero, an empty text and nothing. */
export function isTrue(value: Constant): boolean {
  return value !== null && value !== '' && value !== false && value !== 0 && !Number.isNaN(value);
}

/** As `==` of expressions: texts without regard to case, different kinds as numbers. */
export function isEqual(a: Constant, b: Constant): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b) return a === b;
  return numberOf(a) === numberOf(b);
}

function numberOf(value: Constant): number {
  if (typeof value === 'string') return value.trim() === '' ? 0 : Number(value);
  return Number(value);
}
