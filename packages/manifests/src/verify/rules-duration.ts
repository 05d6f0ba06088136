import { show } from '@image-factory/core/text';
import type { EditableValue, YamlPath } from '@image-factory/core/yaml';
import { readDuration, type Duration } from './duration.ts';
import { doubtful, wrong, type Finding } from './found.ts';

/**
 * A length of time in a Warehouse or Stage.
 *
 * @param then - whether a webhook of Kargo writes it in Go's form before it is stored
 */
export function checkDuration(
  value: EditableValue | undefined,
  path: YamlPath,
  then: 'rewritten' | 'kept',
): { readonly duration?: Duration; readonly findings: Finding[] } {
  if (typeof value !== 'string') return { findings: [] };
  const duration = readDuration(value);
  if (duration === undefined) {
    const hint = /^\d+[dw]$/.test(value) ? 'Write days as hours: a week is `168h0m0s`.' : 'Write hours, minutes and seconds: `1h30m0s`.';
    const so = then === 'kept' ? 'so that no Promotion is made with it' : 'which refuses it';
    return { findings: [wrong('duration', path, `${show(value)} is no length of time to Kargo, ${so}`, { hint })] };
  }
  if (then === 'kept' || duration.canonical === value) return { duration, findings: [] };
  const message = `Kargo writes ${show(value)} as \`${duration.canonical}\`, which then differs from what is written here`;
  return { duration, findings: [doubtful('duration-form', path, message, { hint: `Write \`${duration.canonical}\`.` })] };
}
