import { describe, expect, it } from 'vitest';
import { readBake } from './read.ts';
import { selectBakeTarget, type BakeImage } from './select.ts';

const text = `
group "default" { targets = ["web"] }
group "tools" { targets = ["lint", "web"] }
target "web" { tags = ["ghcr.io/acme/web:1", "ghcr.io/acme/web:latest"] }
target "lint" { tags = ["acme/lint"] }
target "debug" { tags = ["ghcr.io/acme/lint:debug", "localhost:5000/twice"] }
target "twice" { tags = ["localhost:5000/twice:2"] }`;

function select(image: BakeImage, bakeText = text): ReturnType<typeof selectBakeTarget> {
  return selectBakeTarget(readBake([{ file: 'docker-bake.hcl', text: bakeText }]).value, image);
}

describe('the target that builds an image', () => {
  it.each([
    { story: 'the one that the entry names', image: { name: 'web', repository: 'ghcr.io/acme/web', target: 'lint' }, chosen: 'lint' },
    { story: 'a group of one', image: { name: 'x', repository: 'x', target: 'default' }, chosen: 'web' },
    { story: 'the one called like it', image: { name: 'lint', repository: 'ghcr.io/acme/web' }, chosen: 'lint' },
    { story: 'the only one that publishes it', image: { name: 'site', repository: 'ghcr.io/acme/web' }, chosen: 'web' },
    { story: 'one on Docker Hub', image: { name: 'site', repository: 'docker.io/acme/lint' }, chosen: 'lint' },
    { story: 'the only one of the group default', image: { name: 'other', repository: 'ghcr.io/acme/other' }, chosen: 'web' },
  ])('$story', ({ image, chosen }) => {
    expect(select(image)).toEqual({ value: chosen, problems: [] });
  });

  it.each([
    { story: 'no such target', image: { name: 'x', repository: 'x', target: 'webb' }, code: 'definition/no-build', hint: 'Did you mean `web`?' },
    { story: 'a group of several', image: { name: 'x', repository: 'x', target: 'tools' }, code: 'definition/ambiguous-build', hint: 'lint, web' },
    { story: 'several that publish it', image: { name: 'x', repository: 'localhost:5000/twice' }, code: 'definition/ambiguous-build', hint: 'debug, twice' },
  ])('$story', ({ image, code, hint }) => {
    const { value, problems } = select(image);
    expect(value).toBeUndefined();
    expect(problems).toEqual([expect.objectContaining({ code, hint: expect.stringContaining(hint) })]);
  });

  it('is none where nothing tells', () => {
    expect(select({ name: 'other', repository: 'x' }, 'target "a" {}\ntarget "b" {}').problems[0]?.hint).toBe('Set `target` to one of: a, b.');
    expect(select({ name: 'x', repository: 'x' }, '').problems[0]?.hint).toBe('It has none.');
  });
});
