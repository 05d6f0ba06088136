import { boolValue, type Value } from '../value.ts';
import { declare, type Functions } from './declare.ts';
import { str } from './texts.ts';

export const versionFunctions: Functions = [
  declare('semvercmp', 'ss', (args): Value | string => {
    if (str(args, 0).length > 200 || str(args, 1).length > 200) return 'this is too long for a version';
    const version = readVersion(str(args, 0));
    if (version === undefined) return 'this is no semantic version';
    const alternatives = readConstraints(str(args, 1));
    return alternatives === undefined ? 'this is no constraint on a version' : boolValue(alternatives.some((all) => meets(version, all)));
  }),
];

interface Version {
  /** Major, minor, patch. */
  readonly numbers: readonly [number, number, number];
  readonly pre: string;
}

interface Constraint extends Version {
  readonly operator: string;
  /** How many of the numbers were written; the others stand for any. */
  readonly written: number;
}

const partPattern = String.raw`v?([0-9xX*]+)(?:\.([0-9xX*]+))?(?:\.([0-9xX*]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?`;
const onePattern = String.raw`(=|!=|>=|=>|<=|=<|>|<|~>|~|\^|)\s*${partPattern}`;

function readVersion(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (match === null || match.slice(1, 4).some((digits) => digits !== undefined && /^0\d/.test(digits))) return undefined;
  return { numbers: [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)], pre: match[4] ?? '' };
}

/** Alternatives, each of which asks for all of its parts. */
function readConstraints(text: string): Constraint[][] | undefined {
  const ranges = new RegExp(String.raw`(v?[\d.xX*][\w.*+-]*)\s+-\s+(v?[\d.xX*][\w.*+-]*)`, 'g');
  const alternatives: Constraint[][] = [];
  for (const part of text.replaceAll(ranges, '>= $1, <= $2').split('||')) {
    if (!new RegExp(String.raw`^\s*${onePattern}\s*(?:(?:\s|,\s*)\s*${onePattern}\s*)*$`).test(part)) return undefined;
    alternatives.push(Array.from(part.matchAll(new RegExp(onePattern, 'g')), toConstraint));
  }
  return alternatives;
}

function toConstraint([, operator = '', ...parts]: RegExpMatchArray): Constraint {
  const any = [...parts.slice(0, 3), undefined].findIndex((part) => part === undefined || /[xX*]/.test(part));
  const [major = 0, minor = 0, patch = 0] = parts.slice(0, any).map(Number);
  return { operator, written: any, numbers: [major, minor, patch], pre: parts[3] ?? '' };
}

function meets(version: Version, all: readonly Constraint[]): boolean {
  if (version.pre !== '' && all.every(({ pre }) => pre === '')) return false;
  return all.every((constraint) => meetsOne(version, constraint));
}

function meetsOne(version: Version, constraint: Constraint): boolean {
  const { operator, written } = constraint;
  const order = compareVersions(version, constraint);
  const same = (count: number): boolean => version.numbers.slice(0, count).every((number, index) => number === constraint.numbers[index]);
  switch (operator) {
    case '>':
      return written === 3 ? order > 0 : order > 0 && !same(written);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return order <= 0 || (written < 3 && same(written));
    case '!=':
      return written === 3 ? order !== 0 : written === 0 || !same(written);
    case '^': {
      const fixed = constraint.numbers.findIndex((number) => number > 0);
      return order >= 0 && same(fixed < 0 ? written : Math.min(fixed + 1, Math.max(written, 1)));
    }
    case '~':
    case '~>':
      return order >= 0 && (written === 0 || same(Math.min(written, 2)));
    default:
      return written === 3 ? order === 0 : order >= 0 && same(written);
  }
}

function compareVersions(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePre(a.pre, b.pre);
}

/** What comes before a release is older than it; digits count as numbers, and numbers before words. */
function comparePre(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const [left, right] = [a.split('.'), b.split('.')];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const [isNumber, isOther] = [/^\d+$/.test(part), /^\d+$/.test(other)];
    if (isNumber && isOther) return Number(part) - Number(other);
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    return part < other ? -1 : 1;
  }
  return -1;
}
