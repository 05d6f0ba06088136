import { describe, expect, it } from 'vitest';
import { literal } from './text.ts';
import { updateSteps, type Published, type UpdateTarget } from './update-steps.ts';

const author = { name: literal('Image Factory Bot'), email: literal('bot@example.com') };
const latest: Published = { image: 'app', repository: literal('ghcr.io/acme/app'), versioned: false };
const versioned: Published = { ...latest, versioned: true };

function target(changes: Partial<UpdateTarget>): UpdateTarget {
  return { repository: { provider: 'github', host: 'github.com', slug: 'acme/ops' }, path: literal('apps/app/values.yaml'), type: 'yaml-update', ...changes };
}

function edit(published: Published, changes: Partial<UpdateTarget>): unknown {
  return updateSteps(published, target(changes), author).find(({ as }) => as === 'edit');
}

describe('updateSteps', () => {
  it('clones, edits, commits and pushes', () => {
    const steps = updateSteps(versioned, target({ branch: literal('main'), key: literal('image.tag') }), author);
    expect(steps.map(({ uses }) => uses)).toEqual(['git-clone', 'yaml-update', 'git-commit', 'git-push']);
    expect(steps[0]?.config).toEqual({ repoURL: 'https://github.com/acme/ops.git', author: { name: 'Image Factory Bot', email: 'bot@example.com' }, checkout: [{ branch: 'main', path: 'src' }] });
    expect(steps[2]?.config).toEqual({ path: 'src', message: 'Update app to ${{ imageFrom("ghcr.io/acme/app").Tag }}' });
  });

  it('checks out the usual branch when none is named', () => {
    expect(updateSteps(latest, target({}), author)[0]?.config['checkout']).toEqual([{ path: 'src' }]);
  });

  it.each([
    { story: 'a tag, of an image with versions', published: versioned, key: 'image.tag', value: 'quote(imageFrom("ghcr.io/acme/app").Tag)' },
    { story: 'a tag that never changes carries the digest', published: latest, key: 'image.tag', value: 'quote(imageFrom("ghcr.io/acme/app").Tag + "@" + imageFrom("ghcr.io/acme/app").Digest)' },
    { story: 'a version', published: versioned, key: 'appVersion', value: 'quote(imageFrom("ghcr.io/acme/app").Tag)' },
    { story: 'a digest', published: versioned, key: 'app.imageDigest', value: 'quote(imageFrom("ghcr.io/acme/app").Digest)' },
    { story: 'a whole reference', published: versioned, key: 'spec.containers.0.image', value: 'quote(imageFrom("ghcr.io/acme/app").RepoURL + ":" + imageFrom("ghcr.io/acme/app").Tag)' },
    {
      story: 'a whole reference by digest',
      published: latest,
      key: 'image',
      value: 'quote(imageFrom("ghcr.io/acme/app").RepoURL + ":" + imageFrom("ghcr.io/acme/app").Tag + "@" + imageFrom("ghcr.io/acme/app").Digest)',
    },
  ])('writes $story', ({ published, key, value }) => {
    expect(edit(published, { key: literal(key) })).toEqual({ uses: 'yaml-update', as: 'edit', config: { path: 'src/apps/app/values.yaml', updates: [{ key, value: `\${{ ${value} }}` }] } });
  });

  it('knows where charts keep the tag', () => {
    expect(edit(versioned, { type: 'helm' })).toMatchObject({ uses: 'yaml-update', config: { updates: [{ key: 'image.tag' }] } });
  });

  it.each([
    { path: 'apps/app/kustomization.yaml', folder: 'src/apps/app' },
    { path: 'apps/app/kustomization.yml', folder: 'src/apps/app' },
    { path: 'Kustomization', folder: 'src' },
    { path: 'apps/app', folder: 'src/apps/app' },
  ])('sets the image in the kustomization of $path', ({ path, folder }) => {
    const image = { image: 'ghcr.io/acme/app', digest: '${{ quote(imageFrom("ghcr.io/acme/app").Digest) }}' };
    expect(edit(latest, { type: 'kustomize-set-image', path: literal(path) })).toEqual({ uses: 'kustomize-set-image', as: 'edit', config: { path: folder, images: [image] } });
  });

  it('sets the tag of an image with versions', () => {
    expect(edit(versioned, { type: 'kustomize-set-image' })).toMatchObject({ config: { images: [{ tag: '${{ quote(imageFrom("ghcr.io/acme/app").Tag) }}' }] } });
  });
});
