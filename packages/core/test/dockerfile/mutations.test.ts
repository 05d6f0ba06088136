import { dockerfileCases, mutateDockerfile, numbersFrom, pathologicalFamilies } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { analyzeDockerfile } from '../../src/dockerfile/index.ts';

const texts = dockerfileCases.map(({ text }) => text).filter((text) => text.length < 20_000);

describe('analyzeDockerfile never stops in the middle', () => {
  it.each([1, 2, 3, 4])('over a thousand files that something befell (%i)', (seed) => {
    const numbers = numbersFrom(seed);
    for (let count = 0; count < 1000; count += 1) {
      const text = mutateDockerfile(texts[numbers(texts.length)] ?? '', numbers, texts);
      const { value, problems } = analyzeDockerfile(text, { file: 'Dockerfile' });
      expect(problems.some(({ severity }) => severity === 'error')).toBe(value.refused);
    }
  });

  it.each(pathologicalFamilies)('over $name', ({ write }) => {
    const text = write(128 * 1024);
    expect(text.length).toBeLessThanOrEqual(130 * 1024);
    expect(analyzeDockerfile(text, { file: 'Dockerfile' }).problems.length).toBeLessThan(10_000);
  });
});
