import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amd64, arm64, digest, pin, plan } from '../build.fixture.ts';
import { bakeDefinition, checkPlan, type BuildPlan } from '../index.ts';
import { describeBuildx, type AskBake, type UnderstoodTarget } from './bake.fixture.ts';

const node = { 'linux/amd64': 'a', 'linux/arm64': 'b' };

describe('the definition of a build', () => {
  it('has everything that a plan says', () => {
    const everything = plan({
      stage: 'production',
      buildArgs: { NODE_ENV: 'production' },
      contexts: { tools: './tools', 'docker.io/library/alpine:3': 'docker-image://ghcr.io/acme/alpine:3' },
      pins: [pin('node:22', node)],
      secrets: [
        { id: 'npm', from: 'environment', variable: 'NPM_TOKEN' },
        { id: 'netrc', from: 'file', path: '/run/netrc' },
      ],
      ssh: [
        { id: 'default', paths: [] },
        { id: 'deploy', paths: ['keys/deploy'] },
      ],
      cacheFrom: [{ type: 'registry', attributes: { ref: 'ghcr.io/acme/app:cache' } }],
      cacheTo: [{ type: 'gha', attributes: { mode: 'max', scope: 'app' } }],
      pull: true,
      noCache: true,
      labels: { 'org.opencontainers.image.title': 'app' },
      annotations: [
        { on: 'index', key: 'a', value: '1' },
        { on: 'manifest', key: 'a', value: '2' },
        { on: 'manifest', platform: arm64, key: 'a', value: '3' },
      ],
      attest: { provenance: 'min', sbom: 'ghcr.io/acme/scanner:1' },
      sourceDateEpoch: 0,
      rewriteTimestamp: true,
    });
    expect(checkPlan(everything)).toEqual([]);
    expect(bakeDefinition(everything)).toMatchSnapshot();
  });

  it('is the same for the same plan, in whatever order its mappings are', () => {
    const [one, other] = [plan({ buildArgs: { A: '1', B: '2' }, labels: { x: '1', y: '2' } }), plan({ buildArgs: { B: '2', A: '1' }, labels: { y: '2', x: '1' } })];
    expect(bakeDefinition(one)).toBe(bakeDefinition(other));
  });

  it.each([
    { story: 'several platforms make an index', more: { attest: { provenance: 'none', sbom: false } }, has: ['index:a=1'] },
    { story: 'statements make an index', more: { platforms: [amd64] }, has: ['index:a=1'] },
    { story: 'one platform alone does not', more: { platforms: [amd64], attest: { provenance: 'none', sbom: false } }, has: undefined },
  ] as const)('a note on the index is there when there is one: $story', ({ more, has }) => {
    expect(targetIn(plan({ ...more, annotations: [{ on: 'index', key: 'a', value: '1' }] }))['annotations']).toEqual(has);
  });

  it('has no note for a platform that is not built: BuildKit would refuse it', () => {
    expect(targetIn(plan({ platforms: [amd64], annotations: [{ on: 'manifest', platform: arm64, key: 'a', value: '1' }] }))['annotations']).toBeUndefined();
  });
});

describe('bases are pinned by contexts that BuildKit looks for first', () => {
  it.each<{ story: string; more: Partial<BuildPlan>; contexts: Record<string, string> | undefined; warned?: string }>([
    {
      story: 'one manifest for each platform',
      more: { pins: [pin('node:22', node)] },
      contexts: { 'node:22::linux/amd64': `docker.io/library/node:22@${digest('a')}`, 'node:22::linux/arm64': `docker.io/library/node:22@${digest('b')}` },
    },
    {
      story: 'without a tag the name is without one, too',
      more: { pins: [pin('ghcr.io/acme/base', { 'linux/amd64': 'a' })] },
      contexts: { 'ghcr.io/acme/base::linux/amd64': `ghcr.io/acme/base:latest@${digest('a')}` },
    },
    {
      story: 'a deeper path below library keeps it',
      more: { pins: [pin('library/a/b:1', { 'linux/amd64': 'a' })] },
      contexts: { 'library/a/b:1::linux/amd64': `docker.io/library/a/b:1@${digest('a')}` },
    },
    {
      story: 'a variant is part of the platform',
      more: { pins: [pin('node:22', { 'linux/arm/v7': 'a' })] },
      contexts: { 'node:22::linux/arm/v7': `docker.io/library/node:22@${digest('a')}` },
    },
    {
      story: 'a context that is the image is pinned under its own name',
      more: { contexts: { base: 'docker-image://node:22' }, pins: [pin('node:22', { 'linux/amd64': 'a' })] },
      contexts: { base: 'node:22', 'base::linux/amd64': `docker.io/library/node:22@${digest('a')}`, 'node:22::linux/amd64': `docker.io/library/node:22@${digest('a')}` },
    },
    {
      story: 'an image that a context stands in for is not pulled',
      more: { contexts: { 'docker.io/library/node:22': 'docker-image://ghcr.io/acme/node:22' }, pins: [pin('node:22', node)] },
      contexts: { 'node:22': 'ghcr.io/acme/node:22' },
    },
    {
      story: 'a context with a digest of its own stays what it is',
      more: { contexts: { base: `docker-image://node:22@${digest('f')}` }, pins: [pin('node:22', { 'linux/amd64': 'a' })] },
      contexts: { base: `node:22@${digest('f')}`, 'node:22::linux/amd64': `docker.io/library/node:22@${digest('a')}` },
    },
    {
      story: 'a build stage with the name of its base would be replaced by it',
      more: { stages: ['node', 'app'], pins: [pin('node', { 'linux/amd64': 'a' }), pin('app:1', { 'linux/amd64': 'b' })] },
      contexts: { 'app:1::linux/amd64': `docker.io/library/app:1@${digest('b')}` },
      warned: '`node` can not be pinned to what was decided: a build stage of the Dockerfile has its name.',
    },
    {
      story: 'two images that BuildKit knows by one name',
      more: { pins: [pin('quay.io/a:1', { 'linux/amd64': 'a' }), pin('docker.io/quay.io/a:1', { 'linux/amd64': 'b' })] },
      contexts: undefined,
      warned: '`quay.io/a:1` can not be pinned to what was decided: BuildKit can not tell it from docker.io/quay.io/a:1.',
    },
    {
      story: 'the same image twice',
      more: { pins: [pin('node:22', { 'linux/amd64': 'a' }), pin('docker.io/library/node:22', { 'linux/amd64': 'b' })] },
      contexts: undefined,
      warned: '`node:22` can not be pinned to what was decided: it is pinned twice.',
    },
  ])('$story', ({ more, contexts, warned }) => {
    const found = targetIn(plan(more)).contexts;
    expect(found && Object.fromEntries(Object.entries(found).map(([name, source]) => [name, source.replace('docker-image://', '')]))).toEqual(contexts);
    expect(checkPlan(plan(more))[0]?.message).toBe(warned);
  });
});

// Texts that could be taken for something else on the way: templates, quotes, lists, lines.
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('${', '%{', '$${', '%%{', '$', '%', '{', '}', '"', "'", '\\', ',', '=', ':', '\n', '\r\n', '\t', '~', '#', 'ä', '😀', '${x}', '%{ if true }'),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').normalize('NFC'));
const anyName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);
const anyKey = anyText.map((text) => text.replaceAll(/[\s=\p{Cc}]/gu, '') || 'k');
const anyPlan = fc
  .record({
    buildArgs: fc.dictionary(anyName, anyText, { maxKeys: 4 }),
    labels: fc.dictionary(anyKey, anyText, { maxKeys: 4 }),
    contexts: fc.array(anyText, { maxLength: 3 }).map((texts) => Object.fromEntries(texts.map((text, index) => [`c${index}`, `docker-image://${text}`]))),
    annotations: fc.array(fc.record({ on: fc.constant('index' as const), key: anyKey, value: anyText }), { maxLength: 4 }),
  })
  .map(plan);

describeBuildx('what bake understands', (ask) => {
  it('is what the plan says, whatever stands in its texts', () => {
    let understood = 0;
    fc.assert(
      // Many targets in one file: bake is started once for all of them.
      fc.property(fc.array(anyPlan, { minLength: 30, maxLength: 40 }), (all) => {
        const plans = all.filter((one) => !checkPlan(one).some(({ code }) => code === 'build/invalid-value'));
        understood += plans.length;
        const targets = Object.assign({}, ...plans.map((one, index) => ({ [`t${index}`]: targetIn(one) }))) as Record<string, unknown>;
        const answers = ask({ 'image.json': JSON.stringify({ target: targets }) }, Object.keys(targets));
        if (typeof answers === 'string') throw new Error(answers);
        expect(Object.values(answers)).toHaveLength(plans.length);
        for (const [index, one] of plans.entries()) {
          const { args = {}, labels = {}, contexts = {}, annotations = [] } = answers[`t${index}`] ?? {};
          expect({ args, labels, contexts }).toEqual({ args: one.buildArgs, labels: one.labels, contexts: one.contexts });
          expect(annotations).toEqual([...new Set(one.annotations.map(({ key, value }) => `index:${key}=${value}`))]);
        }
      }),
      { numRuns: 12 },
    );
    expect(understood).toBeGreaterThan(200);
  });

  it('is refused by us where it would be something else', () => {
    for (const text of ['e\u0301', '\u212b', '\ufeffx', 'x\ud800']) {
      expect(
        checkPlan(plan({ buildArgs: { TEXT: text } })).map(({ code }) => code),
        text,
      ).toEqual(['build/invalid-value']);
      expect(answer(ask, { 'image.json': bakeDefinition(plan({ buildArgs: { TEXT: text } })) }, 'image').args?.['TEXT'], text).not.toBe(text);
    }
  });

  it('has pins, secrets, caches, notes, attestations and output', () => {
    const one = plan({
      pins: [pin('node:22', node)],
      secrets: [{ id: 'npm', from: 'environment', variable: 'NPM,"TOKEN' }],
      cacheFrom: [{ type: 'registry', attributes: { ref: 'ghcr.io/acme/app:cache' } }],
      cacheTo: [{ type: 'gha', attributes: { mode: 'max', scope: 'a,b="c"' } }],
      pull: true,
      noCache: true,
      annotations: [{ on: 'manifest', platform: arm64, key: 'a', value: 'b,c' }],
      attest: { provenance: 'max', sbom: true },
    });
    expect(answer(ask, { 'image.json': bakeDefinition(one) }, 'image')).toMatchObject({
      contexts: { 'node:22::linux/amd64': `docker-image://docker.io/library/node:22@${digest('a')}` },
      secret: [{ id: 'npm', env: 'NPM,"TOKEN' }],
      'cache-from': [{ type: 'registry', ref: 'ghcr.io/acme/app:cache' }],
      'cache-to': [{ type: 'gha', mode: 'max', scope: 'a,b="c"' }],
      pull: true,
      'no-cache': true,
      annotations: ['manifest[linux/arm64]:a=b,c'],
      attest: [{ type: 'provenance', mode: 'max', version: 'v1' }, { type: 'sbom' }],
      output: [{ type: 'image', name: 'ghcr.io/acme/app', push: 'true', 'push-by-digest': 'true', 'name-canonical': 'true' }],
      platforms: ['linux/amd64', 'linux/arm64'],
    });
  });

  it('turns attestations off where none are wanted', () => {
    const target = answer(ask, { 'image.json': bakeDefinition(plan({ attest: { provenance: 'none', sbom: false } })) }, 'image');
    expect(target['attest']).toEqual([
      { type: 'provenance', disabled: true },
      { type: 'sbom', disabled: true },
    ]);
  });

  it('lays ours over a bake file of the user and clears its tags', () => {
    const theirs = `
      target "lib" { dockerfile = "lib.Dockerfile" }
      target "app" {
        context = "apps/shop"
        dockerfile = "shop.Dockerfile"
        args = { A = "theirs", B = "theirs" }
        contexts = { lib = "target:lib" }
        tags = ["ghcr.io/acme/shop:latest"]
        output = ["type=local,dest=out"]
        platforms = ["linux/s390x"]
        call = "check"
        attest = ["type=provenance,mode=min"]
      }`;
    const { context: _, dockerfile: __, ...rest } = plan({ base: { target: 'app', linked: ['lib'] }, buildArgs: { A: 'ours' }, pins: [pin('node:22', { 'linux/amd64': 'a' })] });
    const answers = ask({ 'docker-bake.hcl': theirs, 'ours.json': bakeDefinition(rest) }, ['app']);
    const pinned = { 'node:22::linux/amd64': `docker-image://docker.io/library/node:22@${digest('a')}` };
    expect(answers).toMatchObject({
      app: {
        context: 'apps/shop',
        dockerfile: 'shop.Dockerfile',
        args: { A: 'ours', B: 'theirs' },
        contexts: { lib: 'target:lib', ...pinned },
        output: [{ type: 'image', name: 'ghcr.io/acme/app' }],
        platforms: ['linux/amd64', 'linux/arm64'],
        call: 'build',
        attest: [{ type: 'provenance', mode: 'max', version: 'v1' }, { type: 'sbom' }],
      },
      lib: { contexts: pinned },
    });
    expect(typeof answers === 'string' ? answers : answers['app']?.['tags']).toBeUndefined();
  });
});

function answer(ask: AskBake, files: Readonly<Record<string, string>>, name: string): UnderstoodTarget {
  const answers = ask(files, [name]);
  if (typeof answers === 'string') throw new Error(answers);
  const target = answers[name];
  if (target === undefined) throw new Error(`bake has no ${name}`);
  return target;
}

function targetIn(one: BuildPlan): UnderstoodTarget {
  const { target } = JSON.parse(bakeDefinition(one)) as { target: { image: UnderstoodTarget } };
  return target.image;
}
