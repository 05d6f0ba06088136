/** Text without secrets. */
export type Mask = (text: string) => string;

const mask = '***';
/** Shorter ones would make the log unreadable, and are no secrets. */
const shortest = 4;

/** What is secret wherever it comes from, by its form. Each begins where no other can, so that time stays linear. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/\/\/[^/\s:@]+:[^/\s@]+@/g, `//${mask}@`],
  [/\bgh[opsur]_[A-Za-z0-9]{20,}/g, mask],
  [/\bgithub_pat_\w{20,}/g, mask],
  [/\bglpat-[\w-]{20,}/g, mask],
  [/\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g, mask],
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/g, `$1 ${mask}`],
];

/**
 * Takes out values, each of their lines, and what they look like in base64 and in addresses; and whatever has the form of a
 * token.
 */
export function maskerOf(secrets: Iterable<string>): Mask {
  const seen = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) if (form.length >= shortest) seen.add(form);
  const values = [...seen].toSorted((a, b) => b.length - a.length);
  const known = values.length === 0 ? undefined : new RegExp(values.map((value) => escapeExpression(value)).join('|'), 'g');
  return (text) => {
    const without = known === undefined ? text : text.replaceAll(known, mask);
    return forms.reduce((masked, [form, by]) => masked.replaceAll(form, by), without);
  };
}

function formsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return [secret, trimmed, ...lines, base64, encodeURIComponent(trimmed.toWellFormed())];
}

function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
