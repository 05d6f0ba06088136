import { describeBuildKit, runProcess, startBuildKit, temporaryFolder, type BuildKit, type PublishedImage, type TemporaryFolder } from '@image-factory/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planAttestations, planStatements, provenanceFor } from '../../evidence/index.ts';
import { listAt, textAt } from '../../text/index.ts';
import { amd64, arm64, digestOf, imageName, key, pin, plan, platform, reference, version } from '../build.fixture.ts';
import { allowancesOf, bakeDefinition, checkPlan, imageAnnotations, imageLabels, mergeIndexes, sameContents, type BuildPlan, type ImageContents, type Pin } from '../index.ts';

describeBuildKit('a definition, built', () => {
  let buildKit: BuildKit;
  beforeAll(async () => {
    buildKit = await startBuildKit();
    await buildKit.publishScanner();
  });
  afterAll(() => buildKit[Symbol.asyncDispose]());

  async function buildIn(folder: TemporaryFolder, dockerfile: string, more: Partial<BuildPlan>): Promise<{ metadata: unknown; log: string }> {
    const one = plan({ output: { kind: 'registry', name: `${buildKit.registry}/out/app`, pushByDigest: true }, ...more });
    expect(checkPlan(one).filter(({ severity }) => severity === 'error')).toEqual([]);
    await folder.write({ Dockerfile: dockerfile, app: 'the app', 'ours.json': bakeDefinition(one) });
    const { read, write } = allowancesOf(one);
    const allowed = [...read.map((path) => `--allow=fs.read=${path}`), ...write.map((path) => `--allow=fs.write=${path}`)];
    const args = ['bake', '--progress=plain', ...allowed, '--file', 'ours.json', '--metadata-file', 'metadata.json', 'image'];
    const run = await runProcess('buildx', args, { cwd: folder.path, env: buildKit.env });
    if (run.exitCode !== 0) throw new Error(run.stderr);
    return { metadata: JSON.parse(await folder.read('metadata.json')), log: run.stderr };
  }

  async function build(dockerfile: string, more: Partial<BuildPlan> = {}): Promise<Built> {
    await using folder = await temporaryFolder();
    const { metadata, log } = await buildIn(folder, dockerfile, more);
    const digest = textAt(metadata, 'image', 'containerimage.digest') ?? '';
    return { digest, index: await buildKit.client.read('out/app', 'manifests', digest), log };
  }

  async function contentsOf({ index }: Built): Promise<ImageContents> {
    const contents = new Map<typeof amd64, { layers: string[]; config: unknown }>();
    for (const each of listAt(index, 'manifests')) {
      if (textAt(each, 'platform', 'os') === 'unknown') continue;
      const manifest = await buildKit.client.read('out/app', 'manifests', textAt(each, 'digest') ?? '');
      const config = await buildKit.client.read('out/app', 'blobs', textAt(manifest, 'config', 'digest') ?? '');
      const layers = listAt(manifest, 'layers').map((layer) => textAt(layer, 'digest') ?? '');
      contents.set(platform(`linux/${textAt(each, 'platform', 'architecture') ?? ''}`), { layers, config });
    }
    return contents;
  }

  /** What the provenance of a platform says was pulled for it, digests by reference; a build for several lists what all of them pulled. */
  async function pulled({ index }: Built, on = amd64): Promise<Readonly<Record<string, string>>> {
    const attestation = planAttestations(index).find((each) => each.platform === on);
    if (attestation === undefined) throw new Error('nothing is attested');
    const manifest = await buildKit.client.read('out/app', 'manifests', attestation.manifest);
    const texts = await Promise.all(planStatements(manifest).value.map(async (blob) => JSON.stringify(await buildKit.client.read('out/app', 'blobs', blob))));
    const materials = provenanceFor(attestation.subject, texts).value?.materials ?? [];
    return Object.fromEntries(materials.filter((each) => each.platform === on).map(({ name, digest }) => [name, digest]));
  }

  it('takes what was decided, although the tags have moved on, wherever the Dockerfile names an image', async () => {
    const node = await buildKit.publish('node:22', { version: 'decided' });
    const tool = await buildKit.publish('ghcr.io/acme/tool:1', { version: 'decided-tool' });
    const untagged = await buildKit.publish('quay.io/acme/base', { version: 'decided-base' });
    for (const name of ['node:22', 'ghcr.io/acme/tool:1', 'quay.io/acme/base']) await buildKit.publish(name, { version: 'moved' });
    const dockerfile = `FROM node:22 AS one
COPY --from=ghcr.io/acme/tool:1 /base /tool
RUN --mount=from=quay.io/acme/base,target=/mounted echo "found $BASE $(cat /base) $(cat /tool) $(cat /mounted/base)"
FROM scratch
COPY --from=one /tool /tool
`;
    const pins = [pinOf('node:22', node), pinOf('ghcr.io/acme/tool:1', tool), pinOf('quay.io/acme/base:latest', untagged)];
    const built = await build(dockerfile, { stages: ['one'], pins, noCache: true });
    expect(built.log.match(/found decided decided decided-tool decided-base/g)).toHaveLength(2);
    expect(built.log).not.toContain('moved');
    for (const on of [amd64, arm64]) {
      expect(await pulled(built, on)).toMatchObject({
        'docker.io/library/node:22': node.platforms.get(on),
        'ghcr.io/acme/tool:1': tool.platforms.get(on),
        'quay.io/acme/base:latest': untagged.platforms.get(on),
      });
    }
  });

  it('pins the image that a context is, under the name of the context', async () => {
    const decided = await buildKit.publish('python:3', { version: 'decided' });
    await buildKit.publish('python:3', { version: 'moved' });
    const built = await build('FROM base\nRUN echo "is $BASE"\n', { contexts: { base: 'docker-image://python:3' }, pins: [pinOf('python:3', decided)], noCache: true });
    expect(built.log).toContain('is decided');
    expect(built.log).not.toContain('is moved');
  });

  it('leaves a stage that has the name of its base a stage', async () => {
    const decided = await buildKit.publish('tools', { version: 'decided' });
    const dockerfile = 'FROM tools AS tools\nRUN echo made >/seen\nFROM scratch\nCOPY --from=tools /seen /seen\n';
    const pins = [pinOf('tools:latest', decided)];
    const built = await build(dockerfile, { stages: ['tools'], pins });
    expect((await contentsOf(built)).get(amd64)?.layers).toHaveLength(1);
    // What would come of the pin: the image in place of the stage.
    await expect(build(dockerfile, { stages: [], pins })).rejects.toThrow('"/seen": not found');
  });

  it('says what it is in labels, and on index and manifests, as it was written', async () => {
    const facts = {
      image: imageName('shop'),
      version: version('1.4.2'),
      key: key('a'),
      description: 'a "quoted", ${templated} %{text} = ü',
      base: { reference: reference('node:22'), digests: pin('node:22', { 'linux/amd64': 'a', 'linux/arm64': 'b' }).digests },
    };
    const built = await build('FROM scratch\nCOPY Dockerfile /\n', { labels: imageLabels(facts), annotations: imageAnnotations(facts, [amd64, arm64]) });
    const description = 'org.opencontainers.image.description';
    expect(textAt(built.index, 'annotations', description)).toBe(facts.description);
    const [first, second] = await Promise.all(
      listAt(built.index, 'manifests')
        .slice(0, 2)
        .map((each) => buildKit.client.read('out/app', 'manifests', textAt(each, 'digest') ?? '')),
    );
    expect(textAt(first, 'annotations', description)).toBe(facts.description);
    expect([first, second].map((each) => textAt(each, 'annotations', 'org.opencontainers.image.base.digest'))).toEqual([...facts.base.digests.values()]);
    const config = (await contentsOf(built)).get(amd64)?.config;
    expect(textAt(config, 'config', 'Labels', description)).toBe(facts.description);
  });

  it('of each platform by itself can be put together, and is the same image', async () => {
    const dockerfile = 'FROM scratch\nARG TARGETARCH\nCOPY app /$TARGETARCH\n';
    const whole = await build(dockerfile);
    const parts = await Promise.all([amd64, arm64].map((on) => build(dockerfile, { platforms: [on] })));
    const texts = await Promise.all(parts.map(({ digest }) => fetch(`http://${buildKit.registry}/v2/out/app/manifests/${digest}`, { headers: { accept: '*/*' } }).then((response) => response.text())));
    const merged = mergeIndexes(
      parts.map(({ digest }, index) => ({ digest: digestOf(digest), size: Buffer.byteLength(texts[index] ?? ''), text: texts[index] ?? '' })),
      {},
    );
    if (!merged.ok) throw new Error(merged.error.message);
    const index: unknown = JSON.parse(merged.value.text);
    expect([...merged.value.platforms.keys()]).toEqual([amd64, arm64]);
    expect(planAttestations(index).map((each) => each.platform)).toEqual([amd64, arm64]);
    expect(sameContents(await contentsOf(whole), await contentsOf({ digest: '', index, log: '' }))).toEqual({ kind: 'equal' });
    const other = await build(`${dockerfile}ENV A=1\n`);
    expect(sameContents(await contentsOf(whole), await contentsOf(other))).toMatchObject({ kind: 'differs', because: [{ kind: 'config', keys: ['config.Env'] }, { platform: arm64 }] });
  });

  it('goes into folders that the plan names: an image with its statements, and a cache that the next build takes', async () => {
    await using folder = await temporaryFolder();
    const cacheTo = [{ type: 'local', attributes: { dest: 'cache', mode: 'max' } }];
    const { metadata } = await buildIn(folder, 'FROM scratch\nCOPY app /app\n', { output: { kind: 'oci-layout', path: 'out' }, cacheTo, attest: { provenance: 'min', sbom: true } });
    const layout: unknown = JSON.parse(await folder.read('out/index.json'));
    const index = textAt(listAt(layout, 'manifests')[0], 'digest') ?? '';
    expect(index).toBe(textAt(metadata, 'image', 'containerimage.digest'));
    expect(planAttestations(JSON.parse(await folder.read(`out/blobs/${index.replace(':', '/')}`)))).toHaveLength(2);
    const cacheFrom = [{ type: 'local', attributes: { src: 'cache' } }];
    expect((await buildIn(folder, 'FROM scratch\nCOPY app /app\n', { output: { kind: 'none' }, cacheFrom })).log).toContain('importing cache manifest');
  });

  it('gives the same bytes again where times are fixed', async () => {
    await buildKit.publish('node:22', { version: 'fixed' });
    const more = { sourceDateEpoch: 1_700_000_000, rewriteTimestamp: true, noCache: true, attest: { provenance: 'none', sbom: false } } as const;
    const dockerfile = 'FROM node:22\nRUN echo made >/made\n';
    const [one, other, free] = [await build(dockerfile, more), await build(dockerfile, more), await build(dockerfile, { ...more, rewriteTimestamp: false, sourceDateEpoch: 1 })];
    expect(one.digest).toBe(other.digest);
    expect(free.digest).not.toBe(one.digest);
  });
});

interface Built {
  readonly digest: string;
  readonly index: unknown;
  /** What buildx said. */
  readonly log: string;
}

function pinOf(image: string, { platforms }: PublishedImage): Pin {
  return { reference: reference(image), digests: new Map([...platforms].map(([on, digest]) => [platform(on), digestOf(digest)])) };
}
