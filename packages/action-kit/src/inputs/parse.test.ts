import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filledByRunner, Flag, Lines, Secret } from './blocks.ts';
import { parseInputs } from './parse.ts';

const Inputs = z.strictObject({
  image: z.string().optional().describe('The image to look at.'),
  all: Flag.default(false).describe('Look at all images.'),
  dryRun: Flag.default(false).describe('Only show what would change.'),
  mode: z.enum(['commit', 'pull-request']).default('commit'),
  paths: Lines.default([]),
  attempts: z.coerce.number().int().max(100).default(60),
  githubToken: filledByRunner(Secret, '${{ github.token }}').describe('Reads sources.'),
});
const token = { 'INPUT_GITHUB-TOKEN': 't0ken' };
const renames = { renamed: { 'git-image': 'image', simulate: 'dry-run' }, removed: { everything: 'all' } };

function read(env: Record<string, string>): ReturnType<typeof parseInputs<typeof Inputs>> {
  return parseInputs(Inputs, { ...token, ...env }, renames);
}

describe('what is given', () => {
  it('takes defaults for what is absent', () => {
    const { value, problems } = read({});
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ all: false, dryRun: false, mode: 'commit', paths: [], attempts: 60 });
    expect(value).not.toHaveProperty('image');
    expect(value?.githubToken.reveal()).toBe('t0ken');
  });

  it.each([
    { story: 'a dash stays a dash', env: { 'INPUT_DRY-RUN': 'true' }, value: { dryRun: true } },
    { story: 'empty means absent', env: { INPUT_IMAGE: '', INPUT_ALL: '  ' }, value: { all: false } },
    { story: 'blanks around a value do not count', env: { INPUT_IMAGE: ' app\n' }, value: { image: 'app' } },
    { story: 'a list has a value per line', env: { INPUT_PATHS: 'a\n b \n\n' }, value: { paths: ['a', 'b'] } },
    { story: 'a number is a number', env: { INPUT_ATTEMPTS: '5' }, value: { attempts: 5 } },
    { story: 'variables of others are none of ours', env: { IMAGE: 'x', GITHUB_TOKEN: 'y' }, value: { all: false } },
  ])('$story', ({ env, value }) => {
    const parsed = read(env);
    expect(parsed.problems).toEqual([]);
    expect(parsed.value).toMatchObject(value);
  });
});

describe('mistakes', () => {
  it('are reported together, by the names of action.yml', () => {
    const { value, problems } = parseInputs(Inputs, { 'INPUT_DRY-RUN': 'yes', INPUT_MODE: 'comit', INPUT_ATTEMPTS: '1000' });
    expect(value).toBeUndefined();
    expect(problems).toEqual([
      { severity: 'error', code: 'inputs/invalid', message: 'Input `dry-run`: `yes` is neither `true` nor `false`.', hint: 'Write `true`.' },
      { severity: 'error', code: 'inputs/invalid', message: 'Input `mode`: `comit` is none of `commit`, `pull-request`.', hint: 'Did you mean `commit`?' },
      { severity: 'error', code: 'inputs/invalid', message: expect.stringMatching(/^Input `attempts`: `1000` can not be used: .*100\.$/) as string },
      {
        severity: 'error',
        code: 'inputs/missing',
        message: 'Input `github-token` is required.',
        hint: 'Leave `github-token:` out, so that it is `${{ github.token }}`, or give it a value. Reads sources.',
      },
    ]);
  });

  it('say where to set what is missing', () => {
    const Required = z.strictObject({ stateRepository: z.string().describe('Holds the state.') });
    expect(parseInputs(Required, {}).problems).toEqual([
      { severity: 'error', code: 'inputs/missing', message: 'Input `state-repository` is required.', hint: 'Set `state-repository:` under `with:` of this step. Holds the state.' },
    ]);
  });

  it('never show a secret', () => {
    const Strict = z.strictObject({ apiKey: filledByRunner(Secret, 'x').refine((secret) => secret.reveal().startsWith('key-'), 'begins with key-') });
    const { problems, secrets } = parseInputs(Strict, { 'INPUT_API-KEY': 'hunter2' });
    expect(problems).toMatchObject([{ code: 'inputs/invalid', message: 'Input `api-key` has a value that can not be used; it is a secret and not shown.' }]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
    expect(secrets).toEqual(['hunter2']);
  });

  it('show control characters instead of passing them on', () => {
    expect(read({ INPUT_MODE: 'a\n::error::b\u001b[31m' }).problems[0]?.message).toContain('`a\\n::error::b\\u001b[31m`');
  });
});

describe('names', () => {
  it.each([
    { story: 'a typo', name: 'INPUT_DRYRUN', hint: 'Did you mean `dry-run`?' },
    { story: 'a blank in a name', name: 'INPUT_DRY_RUN', hint: 'Did you mean `dry-run`?' },
    { story: 'something else entirely', name: 'INPUT_XYZZYQUUX', hint: 'Inputs of this action: `image`, `all`, `dry-run`, `mode`, `paths`, `attempts`, `github-token`.' },
  ])('$story is a warning, and ignored', ({ name, hint }) => {
    const { value, problems } = read({ [name]: 'true' });
    expect(value).toMatchObject({ dryRun: false });
    expect(problems).toMatchObject([{ severity: 'warning', code: 'inputs/unknown', hint }]);
  });

  it.each([
    { story: 'the old name is read', env: { 'INPUT_GIT-IMAGE': 'app' }, value: { image: 'app' } },
    { story: 'a default of the new name does not hide it', env: { INPUT_SIMULATE: 'true', 'INPUT_DRY-RUN': 'false' }, value: { dryRun: true } },
    { story: 'the new name wins', env: { 'INPUT_GIT-IMAGE': 'old', INPUT_IMAGE: 'new' }, value: { image: 'new' } },
  ])('renamed: $story, with a warning', ({ env, value }) => {
    const parsed = read(env);
    expect(parsed.value).toMatchObject(value);
    expect(parsed.problems).toMatchObject([{ severity: 'warning', code: 'inputs/renamed' }]);
  });

  it('removed: an error that names the new one', () => {
    expect(read({ INPUT_EVERYTHING: 'true' }).problems).toEqual([
      { severity: 'error', code: 'inputs/renamed', message: 'Input `everything` is no longer there: it is called `all`.', hint: 'Write `all:` in place of `everything:` under `with:`.' },
    ]);
  });
});
