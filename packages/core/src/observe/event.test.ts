import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBaseObserved } from './event.ts';

const factory = {
  v: 1,
  image: 'node-22-bookworm-slim',
  warehouse: 'base-node',
  repo: 'docker.io/library/node',
  tag: '22-bookworm-slim',
  digest: `sha256:${'a'.repeat(64)}`,
  freight: 'f',
  stage: 's',
  promotion: 'p',
};
const dispatched = { action: 'image-factory-base-observed', client_payload: { factory }, repository: { full_name: 'acme/factory' }, sender: { login: 'octocat' } };

function read(event: unknown): string {
  const result = readBaseObserved(typeof event === 'string' ? event : JSON.stringify(event));
  return result.ok ? result.value.image : `${result.error.code}: ${result.error.message}`;
}

describe('an event about a base image', () => {
  it.each([
    { story: 'repository_dispatch', event: dispatched },
    { story: 'workflow_dispatch', event: { inputs: { event: 'image-factory-base-observed', factory: JSON.stringify(factory) }, ref: 'refs/heads/main' } },
    { story: 'the content alone', event: { factory } },
    { story: 'fields that nobody knows', event: { factory: { ...factory, more: { deep: [1] } }, other: true } },
    { story: 'nothing but the image', event: { factory: { v: 1, image: 'node-22-bookworm-slim' } } },
  ])('$story', ({ event }) => {
    expect(read(event)).toBe('node-22-bookworm-slim');
  });

  it.each([
    { story: 'no JSON', event: '{', why: 'it is no JSON object' },
    { story: 'a list', event: [], why: 'it is no JSON object' },
    { story: 'null', event: 'null', why: 'it is no JSON object' },
    { story: 'an empty text', event: '', why: 'it is no JSON object' },
    { story: 'too much', event: { factory, filler: 'x'.repeat(300_000) }, why: 'larger than 256 KiB' },
    { story: 'another event', event: { ...dispatched, action: 'image-factory-rebuild' }, why: 'it is `image-factory-rebuild`' },
    { story: 'another event by workflow_dispatch', event: { inputs: { event: 'image-factory-analyze', factory: '{}' } }, why: 'it is `image-factory-analyze`' },
    { story: 'no content', event: { action: 'image-factory-base-observed', client_payload: {} }, why: 'it has no `factory`' },
    { story: 'content that is no JSON', event: { inputs: { factory: 'x' } }, why: 'it has no `factory`' },
    { story: 'a content of inherited things', event: '{"__proto__": {"factory": {"v": 1, "image": "node-22"}}}', why: 'it has no `factory`' },
    { story: 'another version', event: { factory: { ...factory, v: 2 } }, why: 'its version is `2`' },
    { story: 'a version as text', event: { factory: { ...factory, v: '1' } }, why: 'its version is `1`' },
    { story: 'no image', event: { factory: { v: 1 } }, why: 'names no image' },
    { story: 'an image that is no text', event: { factory: { v: 1, image: ['node-22'] } }, why: 'names no image' },
    { story: 'a path', event: { factory: { v: 1, image: '../../etc/passwd' } }, why: 'names no image' },
    { story: 'an expression', event: { factory: { v: 1, image: '${{ secrets.X }}' } }, why: 'names no image' },
    { story: 'a line end', event: { factory: { v: 1, image: 'node-22\n::set-output' } }, why: 'names no image' },
  ])('is refused: $story', ({ event, why }) => {
    expect(read(event)).toMatch(/^observe\/unusable-event: /);
    expect(read(event)).toContain(why);
  });

  it('law: any text gives an answer, and any name in it is one', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"factory": ${json}}`),
          fc.string().map((image) => JSON.stringify({ factory: { v: 1, image } })),
        ),
        (text) => {
          const result = readBaseObserved(text);
          if (result.ok) expect(result.value.image).toMatch(/^[a-z0-9.-]{1,63}$/);
          else expect(result.error.code).toBe('observe/unusable-event');
        },
      ),
    );
  });
});
