import { parseFolderPath, parseRepoPath } from '@image-factory/core/enrollment';
import { show, type Result } from '@image-factory/core/text';
import { z } from 'zod';
import { SecretText } from './secret.ts';
import { withTraits } from './traits.ts';

/** Why a grammar refused a text: a sentence that shows the value and says what is allowed, and what to write instead. */
export interface Refusal {
  readonly message: string;
  readonly hint?: string;
}

/** An input that one of the core's parsers reads; its refusal becomes the problem. */
export function parsedBy<T>(parse: (text: string) => Result<T, Refusal>): z.ZodPipe<z.ZodString, z.ZodTransform<T, string>> {
  return z.string().transform((text, context): T => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.issues.push({ code: 'custom', message: parsed.error.message, params: { hint: parsed.error.hint }, input: text });
    return z.NEVER;
  });
}

const booleans: Readonly<Record<string, boolean>> = { true: true, True: true, TRUE: true, false: false, False: false, FALSE: false };

/** `true` or `false`, spelled as YAML 1.2 spells them (`True` and `TRUE` too). `yes`, `on` and `1` are mistakes. */
export const Flag = parsedBy<boolean>((text) => {
  const value = Object.hasOwn(booleans, text) ? booleans[text] : undefined;
  if (value !== undefined) return { ok: true, value };
  return { ok: false, error: { message: `${show(text)} is neither \`true\` nor \`false\`.`, ...flagHint(text) } };
});

function flagHint(text: string): { hint?: string } {
  if (/^(?:true|yes|y|on|1)$/i.test(text)) return { hint: 'Write `true`.' };
  return /^(?:false|no|n|off|0)$/i.test(text) ? { hint: 'Write `false`.' } : {};
}

/** A value that never shows in messages, and that is masked as it is read. */
export const Secret = withTraits(
  z.string().transform((text) => new SecretText(text)),
  { secret: true },
);
export type Secret = SecretText;

/** The path of a file in the repository. */
export const PathInput = parsedBy(parseRepoPath);

/** The path of a folder in the repository; `.` is its root. */
export const FolderInput = parsedBy(parseFolderPath);

/** A value per line; blanks around values and lines without any are dropped. */
export const Lines = z.string().transform((text): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== ''),
);

/**
 * An input that action.yml fills in, so that a workflow need not: `filledByRunner(Secret, '${{ github.token }}')`.
 *
 * @param expression - its `default:` in action.yml
 */
export function filledByRunner<S extends z.ZodType>(schema: S, expression: string): S {
  return withTraits(schema.clone(), { filledBy: expression });
}
