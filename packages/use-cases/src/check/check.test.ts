import { describe, expect, it } from 'vitest';
import { entry } from '../memory.fixture.ts';
import { checked, edited, enrolled, family, type Files } from './check.fixture.ts';
import { isEventful } from './check.ts';
import type { CheckReport } from './report.ts';

const images = 'image-factory/images.yaml';

function waves({ matrix }: CheckReport): string[][] {
  return matrix.map((wave) => wave.map(({ image }) => image));
}

function reasons({ affected }: CheckReport): Record<string, string> {
  return Object.fromEntries(affected.map(({ image, because }) => [image, because.join('; ')]));
}

describe('what a merge would rebuild', () => {
  interface Row {
    readonly story: string;
    readonly head: Files;
    readonly waves: string[][];
    readonly because?: Record<string, string>;
  }
  const rows: readonly Row[] = [
    { story: 'nothing changed', head: family, waves: [] },
    {
      story: 'a Dockerfile at the bottom: everything above it',
      head: edited(family, { 'os/Dockerfile': 'FROM debian:trixie-slim\n' }),
      waves: [['os'], ['platform'], ['app']],
      because: { os: '`os/Dockerfile` changed', platform: 'follows `os`', app: 'follows `platform`' },
    },
    { story: 'a file in a context', head: edited(family, { 'app/server.js': '2\n' }), waves: [['app']], because: { app: '`app/server.js` changed' } },
    { story: 'files in a context', head: edited(family, { 'app/server.js': '2\n', 'app/a': '', 'app/b': '' }), waves: [['app']], because: { app: '`app/a` and 2 other files of its build changed' } },
    { story: 'a file that went', head: edited(family, { 'app/server.js': undefined }), waves: [['app']], because: { app: '`app/server.js` changed' } },
    { story: 'a file beside a context whose name begins alike', head: edited(family, { 'app2/x': '' }), waves: [] },
    { story: 'a file in no context', head: edited(family, { 'README.md': 'x' }), waves: [] },
    {
      story: 'the target',
      head: enrolled('dockerfile: os/Dockerfile\n', 'dockerfile: os/Dockerfile\n    target: slim\n', edited(family, { 'os/Dockerfile': 'FROM debian AS slim\n' })),
      waves: [['os'], ['platform'], ['app']],
    },
    {
      story: 'build arguments, and not their order',
      head: enrolled('context: os\n', 'context: os\n    buildArgs: {B: "2", A: "1"}\n'),
      waves: [['os'], ['platform'], ['app']],
      because: { os: 'has other `buildArgs`', platform: 'follows `os`', app: 'follows `platform`' },
    },
    { story: 'where it is published', head: enrolled('repository: acme/tools', 'repository: acme/kit'), waves: [['tools']], because: { tools: 'is published elsewhere' } },
    { story: 'what says nothing about the build', head: enrolled('- name: os\n', '- name: os\n  owner: team\n  rebuildDelay: 3d\n'), waves: [] },
    {
      story: 'a new image, and one beside it',
      head: edited(family, { [images]: `${family[images]}${entry('extra')}`, 'extra/Dockerfile': 'FROM ghcr.io/acme/tools:1\n' }),
      waves: [['extra']],
      because: { extra: 'is new' },
    },
    { story: 'a removed image', head: enrolled(/- name: tools[\s\S]*/, ''), waves: [] },
    { story: 'a disabled image', head: enrolled('- name: tools\n', '- name: tools\n  enabled: false\n', edited(family, { 'tools/Dockerfile': 'FROM alpine:3.21\n' })), waves: [] },
    { story: 'cascade none', head: enrolled('- name: os\n', '- name: os\n  cascade: none\n', edited(family, { 'os/Dockerfile': 'FROM debian:trixie-slim\n' })), waves: [['os']] },
    { story: 'cascade direct', head: enrolled('- name: os\n', '- name: os\n  cascade: direct\n', edited(family, { 'os/Dockerfile': 'FROM debian:trixie-slim\n' })), waves: [['os'], ['platform']] },
    { story: 'a broken Dockerfile keeps what was known of the others', head: edited(family, { 'tools/Dockerfile': 'RNU x\n' }), waves: [['tools']] },
    { story: 'what the factory wrote', head: edited(family, { 'image-factory/state/heartbeat.yaml': 'x: 1\n', 'dist/image-factory.k8s.yaml': 'x' }), waves: [] },
  ];

  it.each(rows)('$story', async ({ head, waves: expected, because }) => {
    const report = await checked(family, head);
    expect(waves(report)).toEqual(expected);
    if (because !== undefined) expect(reasons(report)).toEqual(because);
    expect(report.emptyReason === '').toBe(expected.length > 0);
  });

  it('an image that is built from the root of the repository, with what .dockerignore leaves out', async () => {
    const base = { ...family, [images]: entry('app'), '.dockerignore': '*\n!app\n!platform/src\n**/*.md\n' };
    expect(waves(await checked(base, edited(base, { 'os/Dockerfile': 'FROM scratch\n', 'app/README.md': 'x' })))).toEqual([]);
    expect(waves(await checked(base, edited(base, { 'platform/src/x': '' })))).toEqual([['app']]);
    expect(waves(await checked(base, edited(base, { [images]: `# a comment\n${base[images]}` })))).toEqual([]);
    expect(waves(await checked(base, edited(base, { '.dockerignore': '' })))).toEqual([['app']]);
  });

  it('an ignore file of the Dockerfile alone wins; a named context counts', async () => {
    const base = { ...family, [images]: entry('app', '    contexts: {shared: ./libs/shared}\n'), '.dockerignore': 'os\n', 'app/Dockerfile.dockerignore': 'tools\nlibs\n' };
    expect(waves(await checked(base, edited(base, { 'tools/Dockerfile': 'FROM x\n' })))).toEqual([]);
    expect(waves(await checked(base, edited(base, { 'os/Dockerfile': 'FROM x\n' })))).toEqual([['app']]);
    expect(waves(await checked(base, edited(base, { 'libs/shared/x': '' })))).toEqual([['app']]);
  });

  it('images that are built from each other end, and are named', async () => {
    const report = await checked(family, edited(family, { 'os/Dockerfile': 'FROM ghcr.io/acme/app:latest\n' }));
    expect(waves(report)).toEqual([]);
    expect(report.blocked).toEqual(['app', 'os', 'platform']);
    expect(report.emptyReason).toContain('built from each other');
    expect(report.problems).toMatchObject([{ code: 'graph/cycle', old: false }]);
    expect(report.affected.map(({ image, wave }) => [image, wave])).toEqual([
      ['os', undefined],
      ['platform', undefined],
      ['app', undefined],
    ]);
  });

  it('says why there is nothing', async () => {
    const why = async (head: Files): Promise<string> => (await checked(family, head)).emptyReason;
    expect(await why(family)).toBe('Nothing that an enrolled image is built from changed.');
    expect(await why(edited(family, { [images]: undefined }))).toContain('no image is enrolled');
    expect(await why(edited(family, { [images]: '- {name: pg, registry: docker.io, repository: library/postgres, constraint: "16"}\n' }))).toContain('only watched');
    expect(await why(edited(family, { 'image-factory/factory.yaml': 'repositry: x\n' }))).toContain('factory.yaml can not be used');
  });
});

it('which builds need more than the token of this repository', async () => {
  const more = [entry('own', '    repo: acme/factory\n'), entry('near', '    repo: acme/shop\n'), entry('far', '    repo: other/shop\n')].join('');
  const head = edited(family, { [images]: `${family[images]}${more}${entry('lab', '    repo: g/p\n').replace('github', 'gitlab')}` });
  expect((await checked(family, head)).credentials).toEqual([
    { image: 'far', needs: 'app-and-consent' },
    { image: 'lab', needs: 'gitlab' },
    { image: 'near', needs: 'app' },
  ]);
});

describe('what is wrong', () => {
  it('tells new problems from those that the base has, though lines moved', async () => {
    const base = edited(family, { 'tools/Dockerfile': 'RNU x\n' });
    const moved = edited(base, { 'tools/Dockerfile': '# a line more\nRNU x\n', 'os/Dockerfile': 'FORM x\n' });
    const { problems, solved } = await checked(base, moved);
    expect(problems.filter(({ severity }) => severity === 'error').map(({ code, source, old }) => [code, source?.file, source?.range?.start.line, old])).toEqual([
      ['dockerfile/invalid', 'os/Dockerfile', 1, false],
      ['dockerfile/invalid', 'tools/Dockerfile', 2, true],
    ]);
    expect(solved).toBe(0);
    expect((await checked(moved, family)).solved).toBeGreaterThan(0);
  });

  it('a factory.yaml that can not be used, on either side', async () => {
    const broken = edited(family, { 'image-factory/factory.yaml': 'repositry: x\n' });
    expect(await checked(family, broken)).toMatchObject({ incomparable: 'head', changes: [] });
    expect(await checked(broken, family)).toMatchObject({ incomparable: 'base', changes: [], problems: [] });
  });
});

describe('what would be different', () => {
  it('object by object, with the fields that differ', async () => {
    const { changes } = await checked(family, edited(family, { 'tools/Dockerfile': 'FROM alpine:3.21\n' }));
    const shown = changes.map(({ layer, kind, name, change }) => `${change} ${layer} ${kind} ${name}`);
    expect(shown).toContain('added state base image alpine-3.21');
    expect(shown).toContain('removed state base image alpine-3.20');
    expect(shown).toContain('changed state image tools');
    expect(changes.find(({ layer, name }) => layer === 'state' && name === 'tools')?.fields).toContainEqual({ path: 'baseImages', change: 'changed', before: '[alpine-3.20]', after: '[alpine-3.21]' });
    expect(shown.filter((line) => line.startsWith('added manifest Warehouse'))).toHaveLength(1);
    expect(shown.filter((line) => line.startsWith('removed manifest Warehouse'))).toHaveLength(1);
  });

  it('names the field of a Kubernetes object', async () => {
    const { changes } = await checked(family, enrolled('repository: acme/tools', 'repository: acme/kit'));
    const warehouse = changes.find(({ kind, change, fields }) => kind === 'Warehouse' && change === 'changed' && fields.length > 0);
    expect(warehouse?.fields.some(({ path, before, after }) => path.endsWith('repoURL') && before?.endsWith('acme/tools') === true && after?.endsWith('acme/kit') === true)).toBe(true);
  });

  it('nothing for equal trees, and the other way round for the way back', async () => {
    expect(isEventful(await checked(family, family))).toBe(false);
    const head = edited(family, { 'tools/Dockerfile': 'FROM alpine:3.21\n' });
    const swap = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    const [there, back] = [await checked(family, head), await checked(head, family)];
    const key = ({ layer, kind, name, change }: (typeof there.changes)[number]): string => `${layer} ${kind} ${name} ${change}`;
    expect(there.changes.map((change) => key({ ...change, change: swap[change.change] })).toSorted()).toEqual(back.changes.map(key).toSorted());
  });

  it('is the same every time', async () => {
    const head = edited(family, { 'os/Dockerfile': 'FROM debian:trixie-slim\n' });
    expect(JSON.stringify(await checked(family, head))).toBe(JSON.stringify(await checked(family, head)));
  });
});
