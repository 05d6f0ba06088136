import { parseDelay } from '../enrollment/index.ts';
import type { EditableValue } from '../yaml/index.ts';

const none: readonly string[] = ['0', 'none', 'false', 'disabled'];

/**
 * A length of time as images.yaml has it, from the forms that CascadeGuard takes: `48h`, `7d`, bare hours, and words for
 * none at all.
 *
 * @returns undefined for anything else
 */
export function toDelay(value: EditableValue | undefined): string | undefined {
  if (value === null || value === undefined || typeof value === 'object') return undefined;
  const text = String(value).trim().toLowerCase();
  if (none.includes(text)) return '0h';
  const [, count, unit = 'h'] = /^(\d{1,4})\s*(?:([mhdw])[a-z]*)?$/.exec(text) ?? [];
  const delay = `${count ?? ''}${unit}`;
  return count !== undefined && parseDelay(delay).ok ? delay : undefined;
}
