import { describe, expect, it } from 'vitest';
import type { BuildDefinition } from '../types.ts';
import { matrix, others, single } from './factories.fixture.ts';
import { readWorkflowBuild } from './read-workflow.ts';
import type { WantedBuild, WorkflowBuild } from './types.ts';

const file = '.github/workflows/build.yml';
const api: WantedBuild = { name: 'api', registry: 'ghcr.io', repository: 'acme/api', dockerfile: 'docker/Dockerfile', sourceRepository: 'acme/api' };

function read(text: string, wanted: Partial<WantedBuild> = {}): WorkflowBuild {
  const { value, problems } = readWorkflowBuild(file, text, { ...api, ...wanted });
  expect(problems).toEqual([]);
  return value;
}

/** A workflow of one job with these steps. */
function job(steps: string, around: { readonly on?: string; readonly env?: string; readonly strategy?: string } = {}): string {
  const { on = 'push', env = '{}', strategy = '{}' } = around;
  return `on: ${on}\nenv: ${env}\njobs:\n  build:\n    strategy: ${strategy}\n    steps:\n${steps}`;
}

/** One step with these inputs, each `name: value`; the first stands on line 9. */
function step(...inputs: readonly string[]): string {
  return `      - uses: docker/build-push-action@v6\n        with:\n${inputs.map((input) => `          ${input}\n`).join('')}`;
}

function definition(build: WorkflowBuild): BuildDefinition | undefined {
  return build.kind === 'build' ? build.definition : undefined;
}

describe('the workflow of one image', () => {
  it('gives the step that publishes, not the one that tries, with the line of each field', () => {
    expect(read(single)).toEqual({
      kind: 'build',
      form: 'build-push-action',
      line: 26,
      found: { context: 28, dockerfile: 29, target: 30, platforms: 31, tags: 33, buildArgs: 34, contexts: 39 },
      definition: {
        dockerfile: 'docker/Dockerfile',
        context: '.',
        target: 'production',
        platforms: ['linux/amd64', 'linux/arm64'],
        buildArgs: { NODE_VERSION: '24.1', REGISTRY: 'ghcr.io', LIST: 'a,b' },
        contexts: { base: 'docker-image://ghcr.io/acme/base:1' },
        unknown: [
          { field: 'tags', written: '${{ steps.meta.outputs.tags }}', line: 33, why: 'an earlier step works it out' },
          { field: 'buildArgs', key: 'GIT_SHA', written: '${{ github.sha }}', line: 36, why: 'only a run knows `github.sha`' },
          { field: 'contexts', key: 'tools', written: '${{ vars.TOOLS }}', line: 41, why: 'it is a variable of the repository or organization, and these are not part of the source' },
        ],
      },
    });
  });

  it('does without the name of the repository as long as the Dockerfile decides', () => {
    const { sourceRepository: _, ...wanted } = api;
    expect(readWorkflowBuild(file, single, wanted).value).toMatchObject({ kind: 'build', line: 26 });
  });
});

describe('a matrix', () => {
  it('selects the leg by the Dockerfile', () => {
    const build = read(matrix, { dockerfile: 'apps/api/Dockerfile' });
    expect(definition(build)).toMatchObject({ dockerfile: 'apps/api/Dockerfile', buildArgs: { NODE: '24.10' } });
    expect(build).toMatchObject({ line: 14 });
  });

  it('selects the leg by what it pushes, where legs share a Dockerfile', () => {
    const shared = matrix.replaceAll(/dockerfile: apps.*/g, 'dockerfile: docker/Dockerfile');
    expect(definition(read(shared))?.buildArgs).toEqual({ NODE: '24.10' });
    expect(definition(read(shared, { name: 'web', repository: 'acme/web' }))?.buildArgs).toEqual({ NODE: '22' });
  });

  it('puts the platforms of several legs together; what they do not agree on is unknown', () => {
    const build = read(matrix, { name: 'native', repository: 'acme/native', dockerfile: 'apps/native/Dockerfile' });
    expect(definition(build)).toEqual({
      context: 'apps/native',
      platforms: ['linux/amd64', 'linux/arm64'],
      buildArgs: { OWN: 'mine', LIBC: 'musl' },
      unknown: [
        { field: 'buildArgs', key: 'MARCH', written: '${{ matrix.march }}', line: 43, why: 'the jobs of the matrix that build this image do not agree on it' },
        { field: 'buildArgs', key: 'STAMP', written: '${{ env.STAMP }}', line: 45, why: 'an earlier step writes `STAMP` to the environment' },
      ],
    });
  });

  it.each([
    { story: 'every combination', strategy: '{matrix: {os: [linux], arch: [amd64, arm64]}}', platforms: ['linux/amd64', 'linux/arm64'] },
    { story: 'one is excluded', strategy: '{matrix: {os: [linux], arch: [amd64, arm64], exclude: [{arch: arm64}]}}', platforms: ['linux/amd64'] },
    { story: 'one is included besides', strategy: '{matrix: {os: [linux], arch: [amd64], include: [{os: linux, arch: s390x}]}}', platforms: ['linux/amd64', 'linux/s390x'] },
    { story: 'a mapping within', strategy: '{matrix: {p: [{os: linux, arch: arm64}]}}', platforms: ['linux/arm64'], written: '${{ matrix.p.os }}/${{ matrix.p.arch }}' },
    { story: 'a run makes the matrix', strategy: '{matrix: "${{ fromJSON(needs.plan.outputs.matrix) }}"}', why: 'a run works out the matrix' },
    { story: 'a run makes a list of it', strategy: '{matrix: {os: [linux], arch: "${{ fromJSON(vars.ARCHS) }}"}}', why: 'a run works out the matrix (line 5)' },
  ])('$story', ({ strategy, platforms, why, written = '${{ matrix.os }}/${{ matrix.arch }}' }) => {
    const found = definition(read(job(step('file: docker/Dockerfile', `platforms: ${written}`), { strategy })));
    expect(found?.platforms).toEqual(platforms);
    expect(found?.unknown).toEqual(why === undefined ? [] : [{ field: 'platforms', written, line: 10, why }]);
  });
});

describe('an expression in an argument', () => {
  it.each([
    { story: 'a number loses its zeroes, as on a runner', value: '${{ env.GO }}', env: '{GO: 1.20}', is: '1.2' },
    { story: 'a text keeps them', value: '${{ env.GO }}', env: '{GO: "1.20"}', is: '1.20' },
    { story: 'through another variable', value: '${{ env.A }}', env: '{A: "${{ github.repository_owner }}/x"}', is: 'acme/x' },
    { story: 'or a default, where nothing is known to be there', value: "${{ matrix.none || 'default' }}", is: 'default' },
    { story: 'or a default that is not needed', value: "${{ env.GO || 'default' }}", env: '{GO: "1"}', is: '1' },
    { story: 'a condition that the file decides', value: "${{ env.GO == '1' && 'one' || 'more' }}", env: '{GO: "1"}', is: 'one' },
    { story: 'not', value: "${{ !env.GO && 'none' || 'some' }}", env: '{GO: ""}', is: 'none' },
    { story: 'format', value: "${{ format('{0}-{1}{{}}', env.GO, 'slim') }}", env: '{GO: "1"}', is: '1-slim{}' },
    { story: 'quotes and braces within', value: "${{ 'it''s }} here' }}", is: "it's }} here" },
    { story: 'an index', value: "${{ env['GO'] }}", env: '{GO: "1"}', is: '1' },
    { story: 'one comparison after another', value: "${{ env.GO == '1' == true }}", env: '{GO: "1"}', is: 'true' },
    { story: 'a brace that format refuses', value: "${{ format('{', 1) }}", why: 'the text of `format` has a single brace' },
    { story: 'an order', value: '${{ 1 < 2 }}', why: 'an order of values is not worked out here' },
    { story: 'a secret', value: '${{ secrets.TOKEN }}', why: 'it is a secret' },
    {
      story: 'or a default, where only a run knows whether it is needed',
      value: "${{ vars.X || 'default' }}",
      why: 'it is a variable of the repository or organization, and these are not part of the source',
    },
    { story: 'another job', value: '${{ needs.plan.outputs.x }}', why: 'an earlier job works it out' },
    { story: 'a variable of the runner', value: '${{ env.HOME }}', why: 'no `env` of the workflow sets `HOME`' },
    { story: 'a function', value: "${{ hashFiles('x') }}", why: 'the function `hashFiles` is carried out by a run alone' },
    { story: 'a part of a text', value: 'v${{ github.run_number }}', why: 'only a run knows `github.run_number`' },
    { story: 'no expression', value: '${{ a b }}', why: 'this is no expression that GitHub takes' },
    { story: 'half an expression', value: '${{ true || ( }}', why: 'this is no expression that GitHub takes' },
  ])('$story: $value', ({ value, env = '{}', is, why }) => {
    const found = definition(read(job(step('file: docker/Dockerfile', `build-args: ${JSON.stringify(`A=${value}`)}`), { env })));
    expect(found?.buildArgs?.['A']).toBe(is);
    expect(found?.unknown).toEqual(why === undefined ? [] : [{ field: 'buildArgs', key: 'A', written: value, line: 10, why }]);
  });

  it.each([
    { story: 'only by hand: its default', on: '{workflow_dispatch: {inputs: {v: {default: "22"}}}}', is: '22' },
    { story: 'only by hand, nothing given', on: '{workflow_dispatch: {inputs: {v: {}}}}', is: '' },
    { story: 'only by hand, and somebody must say it', on: '{workflow_dispatch: {inputs: {v: {required: true}}}}', why: 'whoever starts the workflow decides it with the input `v`' },
    { story: 'by a push too', on: '{push: {}, workflow_dispatch: {inputs: {v: {default: "22"}}}}', why: 'it is not the same when the workflow is started by hand and otherwise' },
    { story: 'by a push too, with the same in the expression', on: '{push: {}, workflow_dispatch: {inputs: {v: {default: "22"}}}}', value: "${{ inputs.v || '22' }}", is: '22' },
    { story: 'the older spelling', on: '[workflow_dispatch, push]', value: "${{ github.event.inputs.v || '22' }}", is: '22' },
    { story: 'never', on: 'push', is: '' },
    { story: 'by another workflow', on: '{workflow_call: {inputs: {v: {type: string, default: "22"}}}}', why: 'the calling workflow decides it with the input `v`, whose default is `22`' },
    {
      story: 'by another workflow or a push',
      on: '{push: , workflow_call: {inputs: {v: {type: string, default: "22"}}}}',
      why: 'the calling workflow decides it with the input `v`, whose default is `22`',
    },
  ])('an input, when the workflow starts $story', ({ on, value = '${{ inputs.v }}', is, why }) => {
    const found = definition(read(job(step('file: docker/Dockerfile', `build-args: "A=${value}"`), { on })));
    expect({ is: found?.buildArgs?.['A'], why: found?.unknown[0]?.why }).toEqual({ is, why });
  });

  it('keeps the lines of a list apart, whatever stands on them', () => {
    const args =
      'build-args: |\n            A=1\n\n            ${{ env.MORE }}\n            B=${{\n              env.X\n            }}\n            ${{ github.sha }}=x\n            C=${{ secrets.C }}\n            NAME';
    const found = definition(read(job(step('file: docker/Dockerfile', args), { env: '{MORE: "D=4\\nE=5", X: x}' })));
    expect(found?.buildArgs).toEqual({ A: '1', D: '4', E: '5', B: 'x' });
    expect(found?.unknown.map(({ key, line, written }) => ({ key, line, written }))).toEqual([
      { key: undefined, line: 17, written: '${{ github.sha }}=x' },
      { key: 'C', line: 18, written: '${{ secrets.C }}' },
      { key: 'NAME', line: 19, written: 'NAME' },
    ]);
  });

  it('reads anchors, which GitHub allows', () => {
    const text = job(`${step('file: other').replace('with:', 'with: &with')}${step('file: docker/Dockerfile', 'target: x')}`).replace('push', '&on push');
    expect(definition(read(text))?.target).toBe('x');
  });
});

describe('which step builds the image', () => {
  const other = step('file: other/Dockerfile');

  it.each([
    { story: 'the file that is named', steps: [step('file: docker/Dockerfile')], at: [0] },
    { story: 'no file: the one in the context', steps: [other, step('context: docker')], at: [1] },
    { story: 'no context: the root', steps: [step('push: true')], at: [0], wanted: { dockerfile: 'Dockerfile' } },
    { story: 'the folder of the checkout', steps: [step('context: ${{ github.workspace }}', 'file: ${{ github.workspace }}/docker/Dockerfile')], at: [0] },
    { story: 'a Git context, with a folder', steps: [step('context: "{{defaultContext}}:docker"', 'push: true')], at: [0] },
    { story: 'a Git context of this repository', steps: [step('context: https://github.com/Acme/api.git#main:docker')], at: [0] },
    { story: 'a Git context of another repository', steps: [step('context: https://github.com/acme/other.git#main:docker')], at: 'none' },
    { story: 'a path out of the repository', steps: [step('context: ../docker')], at: 'none' },
    { story: 'one of two by its tags', steps: [step('context: docker', 'tags: ghcr.io/acme/web'), step('context: docker', 'tags: ghcr.io/acme/api:1')], at: [1] },
    { story: 'one of two as the other is something else', steps: [step('context: docker', 'tags: ghcr.io/acme/web'), step('context: docker', 'target: x')], at: [1] },
    { story: 'one of two by the context', steps: [step('context: .', 'file: docker/Dockerfile'), step('context: docker')], at: [1], wanted: { context: 'docker' } },
    { story: 'one of two as only it pushes', steps: [step('context: docker', 'target: test'), step('context: docker', 'push: true')], at: [1] },
    { story: 'two that say the same', steps: [step('context: docker', 'tags: a'), step('context: docker', 'tags: b')], at: [0] },
    { story: 'two that differ', steps: [step('context: docker', 'target: a'), other, step('context: docker', 'target: b')], at: [0, 2] },
    { story: "a run decides the file, the tags are the image's", steps: [step('file: ${{ vars.FILE }}', 'tags: ghcr.io/acme/api:${{ github.sha }}'), other], at: [0] },
    { story: 'a run decides the file and the tags', steps: [step('file: ${{ vars.FILE }}', 'tags: ${{ vars.TAGS }}')], at: 'none' },
    { story: 'a tag whose repository a run decides', steps: [step('file: ${{ vars.FILE }}', 'tags: ghcr.io/acme/api-${{ vars.X }}')], at: 'none' },
    { story: 'none', steps: [other], at: 'none' },
  ])('$story', ({ steps, at, wanted }) => {
    const text = job(steps.join(''));
    const lines = text.split('\n').flatMap((line, index) => (line.includes('uses:') ? [index + 1] : []));
    const { value, problems } = readWorkflowBuild(file, text, { ...api, ...wanted });
    const chosen = value.kind === 'ambiguous' ? value.lines : value.kind === 'none' ? [] : [value.line];
    expect(chosen).toEqual(at === 'none' ? [] : (at as number[]).map((index) => lines[index]));
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(value.kind === 'ambiguous' ? ['notice definition/ambiguous-build'] : []);
  });

  it('names the lines between which it does not choose', () => {
    const { problems } = readWorkflowBuild(file, job(`${step('context: docker', 'target: a')}${step('context: docker', 'target: b')}`), api);
    expect(problems[0]).toMatchObject({ message: 'Several steps could build `api`, and they differ: lines 7, 11.', source: { file, range: { start: { line: 7 } } } });
  });
});

describe('other ways of building', () => {
  it('hands over what a bake step bakes', () => {
    const bake = { kind: 'bake', files: ['docker-bake.hcl', 'ci/override.hcl'], targets: ['web', 'api'], directory: '.', line: 9 };
    const overrides = ['*.platform=linux/amd64,linux/arm64', '*.args.CHANNEL=stable'];
    expect(read(others)).toEqual({ ...bake, overrides, unknown: [] });
    expect(read(others.replace('on:', 'on:\n  push:'))).toEqual({
      ...bake,
      line: 10,
      overrides: overrides.slice(0, 1),
      unknown: [{ input: 'set', written: '*.args.CHANNEL=${{ inputs.channel }}', line: 18, why: 'it is not the same when the workflow is started by hand and otherwise' }],
    });
  });

  it.each([
    { story: 'the folder of a Git context', inputs: 'source: "{{defaultContext}}:images"', bake: { directory: 'images' } },
    { story: 'the folder of older versions', inputs: 'workdir: ./images/', bake: { directory: 'images' } },
    { story: 'nothing said', inputs: 'push: true', bake: { directory: '.', files: [], targets: [], overrides: [] } },
    { story: 'targets that a run decides', inputs: 'targets: ${{ vars.T }}', bake: { targets: [], unknown: [{ input: 'targets', line: 9, written: '${{ vars.T }}' }] } },
    { story: 'definitions of another repository', inputs: 'source: https://github.com/acme/other.git', bake: undefined },
  ])('bake: $story', ({ inputs, bake }) => {
    const text = job(step(inputs).replace('build-push', 'bake'));
    expect(read(text)).toMatchObject(bake === undefined ? { kind: 'none' } : { kind: 'bake', ...bake });
  });

  it('chooses the bake step that names the image, and none of several that do not', () => {
    const [web, own, more] = ['web', 'api', 'more'].map((target) => step(`targets: ${target}`).replace('build-push', 'bake'));
    expect(read(job(`${web}${own}`))).toMatchObject({ kind: 'bake', targets: ['api'] });
    expect(readWorkflowBuild(file, job(`${web}${more}`), api).value).toEqual({ kind: 'ambiguous', lines: [7, 10] });
  });

  it('finds our own action by the image, and our own workflow by the Dockerfile', () => {
    expect(read(others, { name: 'tools', dockerfile: 'x' })).toMatchObject({
      form: 'build-image',
      definition: { platforms: ['linux/arm64'], buildArgs: { CHANNEL: 'stable' }, unknown: [] },
      found: { platforms: 23, buildArgs: 24 },
    });
    expect(read(others, { name: 'docs', dockerfile: 'apps/docs/Dockerfile' })).toEqual({
      kind: 'build',
      form: 'build-image-workflow',
      line: 25,
      found: { dockerfile: 28, context: 29, target: 30, contexts: 31 },
      definition: { dockerfile: 'apps/docs/Dockerfile', context: 'apps/docs', target: 'site', contexts: { theme: 'docker-image://ghcr.io/acme/theme:2' }, unknown: [] },
    });
  });
});
