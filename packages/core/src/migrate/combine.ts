import { isList, isMap, isNull, sameValue, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { textField } from '../state/index.ts';

/** When anything in a state last happened; empty when it says nothing. */
export function newestTime(state: YamlMap): string {
  return ['lastUpdated', 'lastBuilt', 'lastChecked', 'lastDiscovery', 'firstDiscovered', 'enrolledAt']
    .map((field) => textField(state, field) ?? '')
    .reduce((a, b) => (a > b ? a : b));
}

/** What was seen together stays together. */
const seenTogether: readonly string[] = ['currentDigest', 'lastUpdated', 'previousDigest'];
const firstTimes: readonly string[] = ['firstDiscovered', 'enrolledAt'];

/**
 * One state out of two of the same image: the newer as it is, with everything of the older that it has nothing for. The
 * earlier of first times counts, and histories are put together.
 */
export function combineStates(newer: YamlMap, older: YamlMap): YamlMap {
  const combined = new Map(newer);
  const unseen = isNull(newer.get('currentDigest'));
  for (const [field, value] of older) {
    const own = newer.get(field);
    if (seenTogether.includes(field) && !unseen) continue;
    if (firstTimes.includes(field)) combined.set(field, earlier(own, value));
    else if (field === 'updateHistory') combined.set(field, historyOf(own, value));
    else if (isEmpty(own) && !isEmpty(value)) combined.set(field, value);
  }
  return combined;
}

function earlier(a: YamlValue | undefined, b: YamlValue): YamlValue {
  if (isEmpty(a) || a === undefined) return b;
  return typeof a === 'string' && typeof b === 'string' && b < a ? b : a;
}

const longestHistory = 50;

function historyOf(newer: YamlValue | undefined, older: YamlValue): YamlValue {
  const kept = isList(newer) ? newer : [];
  const added = isList(older) ? older.filter((item) => !kept.some((own) => sameValue(own, item))) : [];
  return [...added, ...kept].slice(-longestHistory);
}

function isEmpty(value: YamlValue | undefined): boolean {
  if (value === undefined || isNull(value)) return true;
  return (isList(value) && value.length === 0) || (isMap(value) && [...value.values()].every((item) => isNull(item)));
}
