import { describe, expect, it } from 'vitest';
import { startPins, type PinLoop } from './pin.fixture.ts';

const file = 'app/Dockerfile';

/** The branch that the newest pull request of the factory proposes. */
async function branchOf({ factory, bases }: PinLoop): Promise<string> {
  const [base = ''] = await bases();
  const branch = `image-factory/pin/${base.replace(/\.yaml$/, '')}`;
  expect(await factory.head(branch)).toBeDefined();
  return branch;
}

/** The digest that is pinned. */
async function pinIn({ factory }: PinLoop, ref = 'main', path = file): Promise<string | undefined> {
  return /^FROM \S+@(\S+)/m.exec((await factory.readFile(path, ref)) ?? '')?.[1];
}

describe('pins, from the registry to pull requests', { timeout: 240_000, concurrent: true }, () => {
  it('run, merge, upstream moves, run: exactly one pull request for each move, by processes of their own', async () => {
    await using loop = await startPins({ processes: true });
    const { factory } = loop;
    expect(await loop.sweep()).toMatchObject({ exitCode: 0, requests: [], pins: [{ decision: 'current' }], problems: [] });
    const bases = await loop.bases();

    const two = await loop.push('two');
    expect(await loop.sweep()).toMatchObject({ exitCode: 0, requests: ['acme/factory opened 1'], pins: [{ decision: 'move', to: two }], problems: [] });
    expect(factory.pulls).toMatchObject([{ state: 'open', title: expect.stringContaining('acme/base:1 on to sha256:') }]);
    const before = await factory.readFile(file);
    await factory.merge(1);
    expect(await factory.readFile(file)).toBe(before?.replace(/^FROM .*$/m, (line) => line.replace(/sha256:.*/, two)));

    const three = await loop.push('three');
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory opened 2'], pins: [{ decision: 'move', from: two, to: three }], problems: [] });
    expect(factory.pulls.map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(await loop.bases()).toEqual(bases); // one base, under the name that it always had
  });

  it('what is open is left alone, brought up to date, and closed when somebody did it by hand', async () => {
    await using loop = await startPins();
    const { factory } = loop;
    await loop.sweep();
    const two = await loop.push('two');
    await loop.sweep();
    const branch = await branchOf(loop);
    const head = await factory.head(branch);
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory unchanged 1'] });
    expect([await factory.head(branch), await pinIn(loop, branch)]).toEqual([head, two]);

    const three = await loop.push('three');
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory updated 1'] });
    expect(await pinIn(loop, branch)).toBe(three);
    expect((await factory.log(branch))[0]?.parents).toEqual([await factory.head()]);

    await factory.commit({ [file]: (await factory.readFile(file))?.replace(/(FROM .*@).*/, `$1${three}`) });
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory closed 1'], pins: [{ decision: 'current' }] });
    expect(await factory.head(branch)).toBeUndefined();
    expect(await loop.sweep()).toMatchObject({ requests: [] });
  });

  it("somebody's commits on the branch stay, and its next move goes on top", async () => {
    await using loop = await startPins();
    const { factory } = loop;
    await loop.sweep();
    await loop.push('two');
    await loop.sweep();
    const branch = await branchOf(loop);
    const theirs = await factory.commit({ 'app/notes.md': 'x' }, { branch });
    const three = await loop.push('three');
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory updated 1'] });
    expect((await factory.log(branch))[0]?.parents).toEqual([theirs]);
    expect([await pinIn(loop, branch), await factory.readFile('app/notes.md', branch)]).toEqual([three, 'x']);
  });

  it('what somebody closed is not proposed again for the same digest, though the file has changed', async () => {
    await using loop = await startPins();
    await loop.sweep();
    await loop.push('two');
    await loop.sweep();
    await loop.close('acme/factory', 1);
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory declined 1'] });
    await loop.factory.commit({ [file]: `${await loop.factory.readFile(file)}RUN more\n` });
    const writes = loop.github.writes;
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory declined 1'] });
    expect(loop.github.writes).toBe(writes);
    await loop.push('three');
    expect(await loop.sweep()).toMatchObject({ requests: ['acme/factory opened 2'] });
  });

  it('one pull request for all places of a base in a repository, wherever an analysis reads them', async () => {
    const files = {
      [file]: 'ARG FIRST="BASE"\r\nFROM ${FIRST}\r\nRUN --mount=from=BASE,target=/x true\r\nRUN <<EOF\r\n# FROM BASE\r\nEOF\r\n',
      'app/compose.yaml': '# BASE\nservices:\n  app:\n    image: x\n    build:\n      context: .\n      dockerfile: app/Dockerfile\n      additional_contexts:\n        tools: docker-image://BASE\n',
    };
    await using loop = await startPins({ files });
    await loop.factory.commit({
      'image-factory/images.yaml': (await loop.factory.readFile('image-factory/images.yaml'))?.replace('dockerfile: app/Dockerfile\n', 'dockerfile: app/Dockerfile\n    bakeFile: app/compose.yaml\n'),
      [file]: (await loop.factory.readFile(file))?.replace('RUN <<EOF', 'COPY --from=tools /a /b\r\nRUN <<EOF'),
    });
    expect((await loop.sweep()).problems).toEqual([]);
    const two = await loop.push('two');
    const run = await loop.sweep();
    expect(run).toMatchObject({ requests: ['acme/factory opened 1'], problems: [] });
    expect(run.pins.map(({ file: path, decision }) => `${path} ${decision}`)).toEqual([`${file} move`, `${file} move`, 'app/compose.yaml move']);
    const branch = await branchOf(loop);
    const [text = '', compose = ''] = [await loop.factory.readFile(file, branch), await loop.factory.readFile('app/compose.yaml', branch)];
    expect([text.split(two).length - 1, compose.split(two).length - 1]).toEqual([2, 1]);
    expect(text.split('\r\n')[5]).toContain('# FROM');
    expect(text.split('\r\n')[5]).not.toContain(two);
  });

  it.each([
    { story: 'held', entry: '  hold: {reason: freeze}\n', decision: 'hold' },
    { story: 'never by itself', entry: '  autoRebuild: false\n', decision: 'hold' },
    { story: 'not settled', settings: '', decision: 'wait', settle: '2d' },
  ])('$story: listed, and nothing proposed', async ({ entry = '', decision, settle }) => {
    await using loop = await startPins({ entry });
    if (settle !== undefined) await loop.factory.commit({ 'image-factory/factory.yaml': (await loop.factory.readFile('image-factory/factory.yaml'))?.replace('settle: 0m', `settle: ${settle}`) });
    await loop.sweep();
    await loop.push('two');
    expect(await loop.sweep()).toMatchObject({ exitCode: 0, requests: [], pins: [{ decision }] });
    expect(loop.factory.pulls).toEqual([]);
  });

  it('a file STOP stops pull requests, too', async () => {
    await using loop = await startPins();
    await loop.sweep();
    await loop.push('two');
    await loop.factory.commit({ 'image-factory/STOP': 'incident' });
    expect(await loop.sweep()).toMatchObject({ exitCode: 0, requests: [], problems: [{ code: 'dispatch/stopped' }] });
  });

  it('a dry run asks no forge and proposes nothing', async () => {
    await using loop = await startPins();
    await loop.sweep();
    await loop.push('two');
    await loop.sweep({ GITHUB_TOKEN: 'ghs_reads' });
    const asked = loop.github.requests.length;
    const plan = await loop.run(['pin', '--dry-run', '--exit-code'], { GITHUB_TOKEN: '' });
    expect(plan.exitCode, plan.stderr).toBe(2);
    expect(plan.stdout).toContain('Due (1)');
    expect(loop.factory.pulls).toEqual([]);
    expect(loop.github.requests.slice(asked).filter(({ path }) => path.startsWith('/repos'))).toEqual([]);
  });
});

describe('source repositories', { timeout: 240_000, concurrent: true }, () => {
  it('each gets its own, those of other owners once they agreed', async () => {
    await using loop = await startPins({ images: ['app', 'lib', 'web'] });
    await loop.sweep();
    const two = await loop.push('two');
    expect(await loop.sweep()).toMatchObject({ exitCode: 0, requests: ['acme/factory opened 1', 'acme/lib opened 1', 'other/web opened 1'], problems: [] });
    const branch = await branchOf(loop);
    expect([await pinIn({ ...loop, factory: loop.lib }, branch, 'lib/Dockerfile'), await pinIn({ ...loop, factory: loop.web }, branch, 'web/Dockerfile')]).toEqual([two, two]);
    expect(await loop.factory.readFile('lib/Dockerfile', branch)).toBeUndefined();
  });

  it.each([
    { story: 'another owner who has not agreed', options: { agreed: false }, says: /other\/web: .*has not agreed/ },
    { story: 'an owner whom factory.yaml does not allow', options: { settings: '', owners: [] }, says: /other\/web: factory\.yaml does not allow/ },
    { story: 'a token that may not', env: { IMAGE_FACTORY_PULL_REQUEST_TOKEN: 'ghs_reads' }, says: /acme\/lib/, also: 'other/web' },
  ])('$story: a problem, and the others go on', async ({ options = {}, env, says, also }) => {
    await using loop = await startPins({ images: ['app', 'lib', 'web'], ...options });
    if ('owners' in options) await loop.factory.commit({ 'image-factory/factory.yaml': (await loop.factory.readFile('image-factory/factory.yaml'))?.replace('owners: [other]', 'owners: []') });
    await loop.sweep();
    await loop.push('two');
    const run = await loop.sweep(env);
    expect(run).toMatchObject({ exitCode: 1, requests: also === undefined ? ['acme/factory opened 1', 'acme/lib opened 1'] : ['acme/factory opened 1'] });
    expect(run.problems.filter(({ code }) => code === 'pin/not-proposed').map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(says), ...(also === undefined ? [] : [expect.stringContaining(also)])]),
    );
    expect(loop.web.pulls).toEqual([]);
  });
});
