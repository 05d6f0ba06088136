/**
 * A number as HCL has it: `mantissa * 2^exponent`, rounded to `precision` bits, halves to even. Literals and arithmetic
 * have 512 bits (go-cty); what comes from an environment variable has the 53 of a double.
 */
export interface HclNumber {
  /** Odd, or zero. */
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly precision: number;
}

const fullPrecision = 512;
/** Beyond these nobody writes numbers; below them every operation is cheap. */
const maxDigits = 1000;
const maxExponent = 4096;

export const zero: HclNumber = { mantissa: 0n, exponent: 0, precision: fullPrecision };

/** @returns undefined when the text is no number or beyond the limits */
export function parseNumber(text: string, precision = fullPrecision): HclNumber | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? [];
  if (match === null || whole + fraction === '' || whole.length + fraction.length > maxDigits) return undefined;
  const digits = BigInt(sign === '-' ? `-${whole}${fraction}` : whole + fraction);
  const ten = Number(power) - fraction.length;
  if (Math.abs(ten) > maxDigits) return undefined;
  if (ten >= 0) return round(digits * 10n ** BigInt(ten), 0, precision);
  return quotient(digits, 10n ** BigInt(-ten), 0, precision);
}

export function fromInteger(value: number | bigint): HclNumber {
  return round(BigInt(value), 0, fullPrecision) ?? zero;
}

/** @returns undefined when it is no integer that a double holds exactly */
export function toInteger({ mantissa, exponent }: HclNumber): number | undefined {
  if (exponent < 0 || exponent > 53) return undefined;
  const value = Number(mantissa << BigInt(exponent));
  return Number.isSafeInteger(value) ? value : undefined;
}

export function toBigInteger({ mantissa, exponent }: HclNumber): bigint | undefined {
  return exponent < 0 ? undefined : mantissa << BigInt(exponent);
}

/** The nearest double, or a coarser one: for functions whose result is a double anyway. */
export function toDouble(number: HclNumber): number {
  return Number(formatNumber(number));
}

export function addNumbers(a: HclNumber, b: HclNumber): HclNumber | undefined {
  const exponent = Math.min(a.exponent, b.exponent);
  return round(align(a, exponent) + align(b, exponent), exponent, Math.max(a.precision, b.precision));
}

export function negateNumber(number: HclNumber): HclNumber {
  return { ...number, mantissa: -number.mantissa };
}

export function multiplyNumbers(a: HclNumber, b: HclNumber): HclNumber | undefined {
  return round(a.mantissa * b.mantissa, a.exponent + b.exponent, Math.max(a.precision, b.precision));
}

/** @returns undefined where the divisor is zero */
export function divideNumbers(a: HclNumber, b: HclNumber): HclNumber | undefined {
  if (b.mantissa === 0n) return undefined;
  return quotient(a.mantissa, b.mantissa, a.exponent - b.exponent, Math.max(a.precision, b.precision));
}

/** What is left when the quotient is cut to an integer; has the sign of the dividend. */
export function remainder(a: HclNumber, b: HclNumber): HclNumber | undefined {
  const ratio = divideNumbers(a, b);
  const times = ratio && multiplyNumbers(truncate(ratio), b);
  return times && addNumbers(a, negateNumber(times));
}

/** Towards zero. */
export function truncate(number: HclNumber): HclNumber {
  if (number.exponent >= 0) return number;
  const sign = number.mantissa < 0n ? -1n : 1n;
  return round(sign * ((sign * number.mantissa) >> BigInt(-number.exponent)), 0, number.precision) ?? zero;
}

/** Towards negative infinity. */
export function floor(number: HclNumber): HclNumber {
  if (number.exponent >= 0) return number;
  return round(number.mantissa >> BigInt(-number.exponent), 0, number.precision) ?? zero;
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: HclNumber, b: HclNumber): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const [left, right] = [align(a, exponent), align(b, exponent)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Without an exponent, and with the fewest digits that read back as the same number at its precision. */
export function formatNumber({ mantissa, exponent, precision }: HclNumber): string {
  if (mantissa === 0n) return '0';
  const sign = mantissa < 0n ? '-' : '';
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  if (exponent === 0 && bitLength(magnitude) <= 53) return sign + magnitude.toString();
  // With one bit more than the precision, the neighbours' midpoints are one away.
  const shift = precision + 1 - bitLength(magnitude);
  const scaled = shift >= 0 ? magnitude << BigInt(shift) : magnitude >> BigInt(-shift);
  const power = exponent - shift;
  const [lower, exact, upper] = [scaled - 1n, scaled, scaled + 1n].map((value) => decimal(value, power));
  if (lower === undefined || exact === undefined || upper === undefined) return '';
  const places = power < 0 ? -power : 0;
  const width = Math.max(upper.length, places + 1);
  return (
    sign + place(shorten(lower.padStart(width, '0'), exact.padStart(width, '0'), upper.padStart(width, '0'), (scaled & 2n) === 0n), places)
  );
}

/** The shortest decimal strictly between two bounds, or on one where `inclusive`; all three of one length. */
function shorten(lower: string, exact: string, upper: string, inclusive: boolean): string {
  for (let length = 1; length < exact.length; length += 1) {
    const down = exact.slice(0, length).padEnd(exact.length, '0');
    const up = (BigInt(exact.slice(0, length)) + 1n).toString().padStart(length, '0') + '0'.repeat(exact.length - length);
    const downFits = down > lower || (inclusive && down === lower);
    const upFits = up.length === upper.length && (up < upper || (inclusive && up === upper));
    if (downFits && upFits) return roundsUp(exact, length) ? up : down;
    if (downFits) return down;
    if (upFits) return up;
  }
  return exact;
}

/** Halves go to the even digit. */
function roundsUp(digits: string, length: number): boolean {
  const rest = digits.slice(length);
  if (/^50*$/.test(rest)) return Number(digits[length - 1]) % 2 === 1;
  return rest >= '5';
}

function decimal(value: bigint, power: number): string {
  return (power >= 0 ? value << BigInt(power) : value * 5n ** BigInt(-power)).toString();
}

function place(digits: string, places: number): string {
  if (places === 0) return digits.replace(/^0+(?=\d)/, '');
  const whole = digits.slice(0, -places).replace(/^0+(?=\d)/, '');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function align({ mantissa, exponent }: HclNumber, to: number): bigint {
  return mantissa << BigInt(exponent - to);
}

function quotient(dividend: bigint, divisor: bigint, exponent: number, precision: number): HclNumber | undefined {
  const shift = Math.max(0, precision + 2 - bitLength(abs(dividend)) + bitLength(abs(divisor)));
  const shifted = dividend << BigInt(shift);
  const result = shifted / divisor;
  // One more bit tells that something was left over, so that halves are halves.
  const rest = result * divisor === shifted ? 0n : 1n;
  const sign = dividend < 0n === divisor < 0n ? 1n : -1n;
  return round(result * 2n + sign * rest, exponent - shift - 1, precision);
}

function round(mantissa: bigint, exponent: number, precision: number): HclNumber | undefined {
  if (mantissa === 0n) return { mantissa, exponent: 0, precision };
  let value = abs(mantissa);
  let power = exponent;
  const excess = bitLength(value) - precision;
  if (excess > 0) {
    const half = 1n << BigInt(excess - 1);
    const low = value & ((half << 1n) - 1n);
    value >>= BigInt(excess);
    if (low > half || (low === half && (value & 1n) === 1n)) value += 1n;
    power += excess;
  }
  const zeros = trailingZeros(value);
  value >>= BigInt(zeros);
  power += zeros;
  if (Math.abs(power) > maxExponent) return undefined;
  return { mantissa: mantissa < 0n ? -value : value, exponent: power, precision };
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return value === 0n ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

function trailingZeros(value: bigint): number {
  const low = /0*$/.exec(value.toString(2));
  return low?.[0].length ?? 0;
}
