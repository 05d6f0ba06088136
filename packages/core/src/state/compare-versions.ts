/**
 * Compares two versions that are numbers with dots, such as `1.10.2` or `v3`, both with or both without a `v`.
 *
 * @returns less than 0, 0 or more than 0; undefined for everything else, such as `latest`, a commit, or `1.2-rc1`
 */
export function compareVersions(a: string, b: string): number | undefined {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left === undefined || right === undefined || a.startsWith('v') !== b.startsWith('v')) return undefined;
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const [x = 0n, y = 0n] = [left[part], right[part]];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function numbersOf(version: string): readonly bigint[] | undefined {
  if (!/^v?[0-9]{1,20}(?:\.[0-9]{1,20}){0,3}$/.test(version)) return undefined;
  return version.replace('v', '').split('.').map(BigInt);
}
