import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNumbers, compareNumbers, divideNumbers, formatNumber, multiplyNumbers, parseNumber, zero, type HclNumber } from './number.ts';

function read(text: string, precision?: number): HclNumber {
  return parseNumber(text, precision) ?? zero;
}

const anyDecimal = fc.tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(60)).map(([digits, places]) => (places === 0 ? String(digits) : `${digits}e-${places}`));

describe('numbers', () => {
  it('are read and written without a loss', () => {
    fc.assert(
      fc.property(anyDecimal, (text) => {
        const number = read(text);
        expect(compareNumbers(read(formatNumber(number)), number)).toBe(0);
        expect(formatNumber(number)).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
      }),
    );
  });

  it('with the precision of a double are written as JavaScript writes them', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e20, noNaN: true }), (double) => {
        expect(formatNumber(read(String(double), 53))).toBe(String(double));
      }),
    );
  });

  it.each([
    ['0.1', '0.1'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['98', '98'],
    ['1e-7', '0.0000001'],
    ['12345678901234567890123', '12345678901234567890123'],
    ['-0.5', '-0.5'],
  ])('%s is written %s', (text, written) => {
    expect(formatNumber(read(text))).toBe(written);
  });

  it('are calculated with so many digits that decimals come out as one expects', () => {
    const [tenth, fifth] = [read('0.1'), read('0.2')];
    expect(formatNumber(addNumbers(tenth, fifth) ?? zero)).toBe('0.3');
    expect(formatNumber(multiplyNumbers(tenth, read('3')) ?? zero)).toBe('0.3');
    expect(formatNumber(divideNumbers(read('7'), read('2')) ?? zero)).toBe('3.5');
    expect(divideNumbers(tenth, zero)).toBeUndefined();
  });

  it.each(['', '.', 'x', '1e99999', '1e4000', '9'.repeat(2000), '0x10', '1_000'])('%j is none', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });
});
