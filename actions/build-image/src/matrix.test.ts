import { parsePlatform } from '@image-factory/core/dockerfile';
import { describe, expect, it } from 'vitest';
import { matrixOf } from './matrix.ts';

const platforms = (...names: string[]) => names.flatMap((name) => parsePlatform(name) ?? []);
const runners = new Map([...platforms('linux/amd64', 'linux/arm64')].map((platform, index) => [platform, index === 0 ? 'intel' : 'arm'] as const));

describe('matrixOf', () => {
  it.each([
    { story: 'nothing is said', wanted: [], jobs: [{ name: 'all', runner: 'intel', platforms: '', emulated: false }] },
    {
      story: 'each has a runner',
      wanted: ['linux/amd64', 'linux/arm64'],
      jobs: [
        { name: 'linux-amd64', runner: 'intel', platforms: 'linux/amd64', emulated: false },
        { name: 'linux-arm64', runner: 'arm', platforms: 'linux/arm64', emulated: false },
      ],
    },
    {
      story: 'some have none: they are emulated together',
      wanted: ['linux/amd64', 'linux/arm/v7', 'linux/s390x'],
      jobs: [
        { name: 'linux-amd64', runner: 'intel', platforms: 'linux/amd64', emulated: false },
        { name: 'linux-arm-v7_linux-s390x', runner: 'intel', platforms: 'linux/arm/v7\nlinux/s390x', emulated: true },
      ],
    },
  ])('$story', ({ wanted, jobs }) => {
    expect(matrixOf(platforms(...wanted), runners)).toEqual(jobs);
  });
});
