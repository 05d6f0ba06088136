import { describe, expect, it } from 'vitest';
import { buildsOf } from './crowd.fixture.ts';
import { onGit, onSimulation } from './places.fixture.ts';

const clean = { lost: 0, duplicate: 0, refused: 0 };

describe('versions for many builds at once', () => {
  it.each([1, 2, 3])('two hundred images of one commit: two hundred versions (seed %i)', async (seed) => {
    const outcome = await onSimulation(buildsOf(200), seed);
    expect(outcome).toMatchObject({ ...clean, distinct: 200 });
    // They were in each other's way, or this says nothing.
    expect(Math.max(...outcome.tries)).toBeGreaterThan(1);
  });

  it('two hundred builds of four images: two hundred versions', async () => {
    expect(await onSimulation(buildsOf(4, 50), 1)).toMatchObject({ ...clean, distinct: 200 });
  });

  it('twenty images on real git', async () => {
    expect(await onGit(buildsOf(20))).toMatchObject({ ...clean, distinct: 20 });
  });
});
