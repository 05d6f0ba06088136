import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlatform, readPlatform } from './platform.ts';

describe('parsePlatform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['Linux/AMD64', 'linux/amd64'],
    ['aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/9', 'linux/arm64/v9'],
    ['linux/arm', 'linux/arm/v7'],
    ['arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['linux/i386', 'linux/386'],
    ['linux/riscv64', 'linux/riscv64'],
    ['windows', 'windows/amd64'],
    ['macos/arm64', 'darwin/arm64'],
    ['plan10/quantum', 'plan10/quantum'],
  ])('%s is %s', (text, platform) => {
    expect(parsePlatform(text)).toBe(platform);
  });

  it.each(['', '/', 'linux/', 'linux//v7', 'quantum', 'linux/arm/v7/x', 'linux/*', 'linux/a b', 'linux/..', 'lin.ux/amd64', 'windows(10.0)/amd64'])('knows no platform %j', (text) => {
    expect(parsePlatform(text)).toBeUndefined();
  });

  it('reads back what it gives', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 3 }), (parts) => {
        const platform = parsePlatform(parts.join('/'));
        expect(parsePlatform(platform ?? '')).toBe(platform);
      }),
    );
  });
});

describe('readPlatform', () => {
  it.each([
    ['linux/x86_64', 'linux/amd64'],
    ['windows(10.0.17763)/amd64', 'windows/amd64'],
    ['windows(10.0.17763+win32k+x)', 'windows/amd64'],
    ['windows(10%2e0)/amd64', 'windows/amd64'],
    ['windows(10%zz)/amd64', undefined],
    ['windows(10/amd64', undefined],
    ['bogus', undefined],
  ])('%s is %s', (text, expected) => {
    expect(readPlatform(text)).toBe(expected);
  });
});
