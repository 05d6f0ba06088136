import { parseTime } from '../enrollment/index.ts';
import { listField, mapField, textField } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { isMap, type YamlMap } from '../yaml/index.ts';
import type { Emergencies, EmergencyUse, Rebuild } from './rebuild.ts';

/** Uses that are kept in full; all are counted. */
const mostUses = 20;
const mostReason = 500;

/** Counts that an emergency was asked for, and keeps who did so and why (R15: its use is counted and reported). */
export function useEmergency(rebuild: Rebuild, use: EmergencyUse): Rebuild {
  const { count, last } = rebuild.emergencies ?? { count: 0, last: [] };
  const kept = [...last, { ...use, reason: use.reason.slice(0, mostReason) }].slice(-mostUses);
  return { ...rebuild, emergencies: { count: count + 1, last: kept } };
}

/** `emergencies` of `rebuildState`; undefined when there was none. */
export function readEmergencies(rebuildState: YamlMap): Emergencies | undefined {
  const fields = mapField(rebuildState, 'emergencies');
  const last = listField(fields, 'last').flatMap((item) => (isMap(item) ? readUse(item) : []));
  const written = textField(fields, 'count') ?? '';
  const count = Math.max(/^[0-9]{1,6}$/.test(written) ? Number(written) : 0, last.length);
  return count === 0 ? undefined : { count, last };
}

function readUse(fields: YamlMap): EmergencyUse[] {
  const at = parseTime(textField(fields, 'at') ?? '');
  const by = textField(fields, 'by');
  return at.ok ? [{ at: at.value, reason: textField(fields, 'reason') ?? '', ...(by === undefined ? {} : { by }) }] : [];
}

export function emergencyFields({ count, last }: Emergencies): Readonly<Record<string, unknown>> {
  return { count, last: last.map(({ at, by, reason }) => ({ at: formatTime(at), ...(by === undefined ? {} : { by }), reason })) };
}
