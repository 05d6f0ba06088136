import { expect, it } from 'vitest';
import { Loop } from '../rebuild/loop.fixture.ts';

const day = 24 * 60;
const base = 'image-factory/state/base-images/node-22.yaml';

it('a base says from when on each delay is over, once', async () => {
  const fromNode = { from: 'node:22', built: 'a', published: 'A' };
  const loop = new Loop({ app: fromNode, web: fromNode });
  const images = 'image-factory/images.yaml';
  loop.put(images, loop.file(images).replace('- name: web\n', '- name: web\n  rebuildDelay: 12h\n'));
  loop.publish('node:22', 'a');
  await loop.look();
  expect(loop.file(base)).toContain('rebuildEligibleAt:\n  default: null\n');
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  expect(loop.file(base)).toContain('rebuildEligibleAt:\n  default: "2026-01-09T00:00:00Z"\n  12h: "2026-01-02T12:00:00Z"\n');
  const commits = loop.commits;
  for (const hours of [1, 10]) {
    loop.advance(hours * 60);
    await loop.look();
  }
  expect(loop.commits).toBe(commits);
});
