import { describe, expect, it } from 'vitest';
import { assemble, type AssembleInputs } from './assemble.ts';
import { app, buildWorld, dir, digestOf, keyA, keyB, labelsOf, metadataOf, platform, repository } from './world.fixture.ts';

const policy = { severity: 'critical', onlyFixed: true, allow: [] } as const;
const noGate = { command: [], structureTests: [], reports: [], policy };

function world(gate: Partial<AssembleInputs['gate']> = {}, exitCode = 0, files: Readonly<Record<string, string>> = {}) {
  const base = buildWorld();
  const ran: { argv: readonly string[]; image: string | undefined }[] = [];
  const deps = {
    ...base.step,
    gate: {
      async run(argv: readonly string[], env: Readonly<Record<string, string>>) {
        ran.push({ argv, image: env['IMAGE'] });
        return { exitCode, tail: 'what it said' };
      },
    },
    files: {
      async read(file: string) {
        const text = files[file];
        return text === undefined ? ({ kind: 'missing' } as const) : ({ kind: 'file', text } as const);
      },
    },
  };
  return { ...base, ran, run: (...parts: AssembleInputs['parts']) => assemble({ dir, parts, gate: { ...noGate, ...gate } }, deps) };
}

const arm = platform('linux/arm64');
const amd = platform('linux/amd64');

describe('assemble', () => {
  it('puts what two machines built into one index, and moves no tag', async () => {
    const here = world();
    const parts = ['linux/amd64', 'linux/arm64'].map((one) => {
      const { digest } = here.registry.push(repository, { contents: 'new', labels: labelsOf(keyA), platforms: [one] });
      return metadataOf(digest, { key: keyA, platforms: new Map([[platform(one), digest]]) });
    });
    const [first, second] = parts;
    if (first === undefined || second === undefined) throw new Error('parts');
    const { metadata, problems } = await here.run(first, second);
    expect([problems, here.registry.effects]).toEqual([[], ['put']]);
    expect([metadata?.outcome, [...(metadata?.platforms.keys() ?? [])].toSorted()]).toEqual(['built', [amd, arm]]);
    expect(metadata?.sizes.after.get(arm)).toBe(1000);
    const other = await here.run(second, first);
    expect(other.metadata?.digest).toBe(metadata?.digest);
  });

  it.each([
    { story: 'of another image', change: { image: 'shop' as never } },
    { story: 'of another request', change: { key: keyB } },
  ])('refuses a part $story', async ({ change }) => {
    const here = world();
    const [a, b] = ['linux/amd64', 'linux/arm64'].map((one) => here.registry.push(repository, { contents: 'new', labels: labelsOf(keyA), platforms: [one] }).digest);
    if (a === undefined || b === undefined) throw new Error('parts');
    const { problems } = await here.run(metadataOf(a, { key: keyA }), metadataOf(b, { key: keyA, ...change }));
    expect([here.registry.effects, problems]).toMatchObject([[], [{ code: 'build/other-image' }]]);
  });

  it('without one of its platforms there is no image', async () => {
    const here = world();
    const { digest } = here.registry.push(repository, { contents: 'new', labels: labelsOf(keyA), platforms: ['linux/amd64'] });
    expect(await here.run(metadataOf(digest, { key: keyA }))).toMatchObject({ problems: [{ code: 'build/incomplete', message: expect.stringContaining('linux/arm64') }] });
  });

  it.each([
    { story: 'holds the same as what is published', contents: 'old', outcome: 'unchanged' },
    { story: 'holds something else', contents: 'new', outcome: 'built' },
  ])('what $story is $outcome; a new version alone is no difference', async ({ contents, outcome }) => {
    const here = world();
    here.registry.tag(`${app}:latest`, here.registry.push(repository, { contents: 'old', labels: labelsOf(keyB, '1.4.1') }).digest);
    const { digest } = here.registry.push(repository, { contents, labels: labelsOf(keyA) });
    const { metadata } = await here.run(metadataOf(digest, { key: keyA }));
    expect([metadata?.outcome, metadata?.publishedDigest]).toEqual([outcome, here.registry.tags.get(`${app}:latest`)]);
  });

  it('the gate sees the image by its digest; when it refuses, the image is there without a tag', async () => {
    const here = world({ command: ['./smoke', '--fast'], structureTests: ['structure.yaml'] }, 3);
    const { digest } = here.registry.push(repository, { contents: 'new', labels: labelsOf(keyA) });
    const { metadata, problems } = await here.run(metadataOf(digest, { key: keyA }));
    expect(here.ran).toEqual([{ argv: ['./smoke', '--fast'], image: `${app}@${digest}` }]);
    expect([metadata?.outcome, problems]).toMatchObject(['gate-failed', [{ code: 'build/gate', message: expect.stringContaining('ended with 3: what it said') }]]);
  });

  it('container-structure-test is one of the gates', async () => {
    const here = world({ structureTests: ['structure.yaml'] });
    const { digest } = here.registry.push(repository, { contents: 'new', labels: labelsOf(keyA) });
    await here.run(metadataOf(digest, { key: keyA }));
    expect(here.ran.map(({ argv }) => argv)).toEqual([['container-structure-test', 'test', '--image', `${app}@${digest}`, '--config', 'structure.yaml']]);
  });

  const report = (severity: string, digest: string, fixed = '1.2') =>
    JSON.stringify({
      SchemaVersion: 2,
      ArtifactName: app,
      ArtifactType: 'container_image',
      Metadata: { RepoDigests: [`${app}@${digest}`] },
      Results: [
        {
          Target: 'os',
          Class: 'os-pkgs',
          Type: 'debian',
          Vulnerabilities: [{ VulnerabilityID: 'CVE-2026-0001', PkgName: 'zlib', InstalledVersion: '1.1', FixedVersion: fixed, Severity: severity }],
        },
      ],
    });

  it.each([
    { story: 'a critical finding', text: (digest: string) => report('CRITICAL', digest), outcome: 'gate-failed', said: 'CVE-2026-0001' },
    { story: 'a high finding under a policy of critical', text: (digest: string) => report('HIGH', digest), outcome: 'built', said: '' },
    { story: 'a critical finding that nobody can fix', text: (digest: string) => report('CRITICAL', digest, ''), outcome: 'built', said: '' },
    { story: 'a report of another image', text: () => report('LOW', digestOf('x')), outcome: 'gate-failed', said: 'not of this image' },
    { story: 'what is no report', text: () => '{}', outcome: 'gate-failed', said: '' },
    { story: 'no file', text: () => undefined, outcome: 'gate-failed', said: 'no report of a scan' },
  ])('$story: $outcome', async ({ text, outcome, said }) => {
    const files: Record<string, string> = {};
    const here = world({ reports: ['scan.json'] }, 0, files);
    const { digest } = here.registry.push(repository, { contents: 'new', labels: labelsOf(keyA) });
    const found = text(digest);
    if (found !== undefined) files['scan.json'] = found;
    const { metadata, problems } = await here.run(metadataOf(digest, { key: keyA }));
    expect(metadata?.outcome).toBe(outcome);
    expect(problems.map(({ message }) => message).join(' ')).toContain(said);
  });
});
