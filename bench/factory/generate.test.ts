import { describe, expect, it } from 'vitest';
import { toFullName } from './base-images.ts';
import { generateFactory } from './generate.ts';

describe('a generated factory', () => {
  it('is the same for the same size and seed, and another for another', () => {
    expect(generateFactory(200, 1)).toEqual(generateFactory(200, 1));
    expect(generateFactory(200, 2).files).not.toEqual(generateFactory(200, 1).files);
  });

  it.each([
    { story: 'several stages', share: 0.7, has: (text: string) => /^COPY --from=build/m.test(text) },
    { story: 'ARG in FROM', share: 0.4, has: (text: string) => /^FROM .*\$\{?BASE_/im.test(text) },
    { story: '--platform', share: 0.25, has: (text: string) => /^FROM --platform/im.test(text) },
    { story: 'COPY --from an image', share: 0.22, has: (text: string) => /^COPY --from=\S*[/:.]\S* \/usr/m.test(text) || /^COPY --from=[a-z]+ \/usr/m.test(text) },
    { story: 'RUN --mount from an image', share: 0.11, has: (text: string) => /^RUN --mount=\S*from=/m.test(text) },
  ])('has about the share of $story that it promises', ({ share, has }) => {
    const texts = [...generateFactory(2000, 1).files].filter(([path]) => path.endsWith('Dockerfile')).map(([, text]) => text);
    const found = texts.filter((text) => has(text.replaceAll('\r\n', '\n'))).length / texts.length;
    expect(Math.abs(found - share)).toBeLessThan(0.04);
  });

  it('changes one Dockerfile to another set of images', () => {
    const { pulls, change } = generateFactory(200, 1);
    const before = (pulls.get(change.image) ?? []).map(({ image }) => image);
    const after = change.pulls.map(({ image }) => image);
    expect(after).toHaveLength(before.length);
    expect(after.filter((image) => !before.includes(image))).toHaveLength(1);
  });
});

describe('toFullName', () => {
  it.each([
    ['node', 'docker.io/library/node:latest'],
    ['acme/app:1', 'docker.io/acme/app:1'],
    ['quay.io/a/b', 'quay.io/a/b:latest'],
    ['localhost:5000/a:2', 'localhost:5000/a:2'],
    ['node@sha256:0', 'docker.io/library/node@sha256:0'],
    ['node:22@sha256:0', 'docker.io/library/node:22@sha256:0'],
  ])('%s is %s', (written, full) => {
    expect(toFullName(written)).toBe(full);
  });
});
