import type { Expression, Span } from './syntax.ts';
import { textValue } from './value.ts';

/** A template as its pieces come: literal text, `${value}`, and the directives that nest. */
export type Piece = Span & { readonly text?: string } & (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'value'; readonly value: Expression }
    | { readonly kind: 'if'; readonly condition: Expression }
    | { readonly kind: 'for'; readonly keyName?: string; readonly valueName: string; readonly source: Expression }
    | { readonly kind: 'else' | 'endif' | 'endfor' }
  );

type Built =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'complaint'; readonly span: Span; readonly message: string };

interface Frame {
  /** What opened it; undefined for the whole template. */
  readonly opener: (Piece & { readonly kind: 'if' | 'for' }) | undefined;
  readonly parts: Expression[];
  /** What stands before the `else`, once it was met. */
  readonly before?: readonly Expression[];
}

/** Nests directives into expressions. A template that is nothing but one `${…}` is that value itself. */
export function buildTemplate(pieces: readonly Piece[], span: Span): Built {
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === 'value') return built({ kind: 'wrapped', inner: only.value, ...span });
  const frames: Frame[] = [{ opener: undefined, parts: [] }];
  for (const piece of pieces) {
    const frame = frames.at(-1);
    if (frame === undefined) break;
    switch (piece.kind) {
      case 'text':
        frame.parts.push({ kind: 'literal', value: textValue(piece.text), start: piece.start, end: piece.end });
        break;
      case 'value':
        frame.parts.push(piece.value);
        break;
      case 'if':
      case 'for':
        if (frames.length > 50) return { kind: 'complaint', span: piece, message: 'Directives nest deeper than 50 levels.' };
        frames.push({ opener: piece, parts: [] });
        break;
      case 'else':
        if (frame.opener?.kind !== 'if' || frame.before !== undefined) return unbalanced(piece);
        frames.splice(-1, 1, { opener: frame.opener, parts: [], before: frame.parts });
        break;
      case 'endif':
      case 'endfor': {
        if (frame.opener === undefined || `end${frame.opener.kind}` !== piece.kind) return unbalanced(piece);
        frames.pop();
        frames.at(-1)?.parts.push(close(frame, frame.opener, piece));
        break;
      }
    }
  }
  const [root, open] = frames;
  if (open?.opener !== undefined) return { kind: 'complaint', span: open.opener, message: `This \`%{${open.opener.kind}}\` is not ended.` };
  return built({ kind: 'template', parts: root?.parts ?? [], ...span });
}

function close(frame: Frame, opener: NonNullable<Frame['opener']>, piece: Piece): Expression {
  const span: Span = { start: opener.start, end: piece.end };
  const parts: Expression = { kind: 'template', parts: frame.parts, ...span };
  if (opener.kind === 'if') {
    const none: Expression = { kind: 'literal', value: textValue(''), ...span };
    const taken: Expression = frame.before === undefined ? parts : { kind: 'template', parts: frame.before, ...span };
    return { kind: 'conditional', condition: opener.condition, yes: taken, no: frame.before === undefined ? none : parts, ...span };
  }
  const { keyName, valueName, source } = opener;
  const turns: Expression = {
    kind: 'for',
    ...(keyName !== undefined && { keyName }),
    valueName,
    source,
    value: parts,
    grouped: false,
    ...span,
  };
  return { kind: 'joined', turns, ...span };
}

function unbalanced(piece: Piece): Built {
  return { kind: 'complaint', span: piece, message: `This \`%{${piece.kind}}\` belongs to nothing before it.` };
}

function built(expression: Expression): Built {
  return { kind: 'expression', expression };
}
