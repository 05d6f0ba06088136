import { describeMounted, temporaryRepository, unwritableFolder } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { cli, shop } from './cli.fixture.ts';
import { explainFailure } from './failure.ts';

describe('what nobody expected', () => {
  const stderr = () => {
    const written: string[] = [];
    return { written, write: (text: string) => void written.push(text) };
  };
  const failure = new Error('the outer \u001b[31m reason', { cause: new Error('the inner reason') });

  it('asks for a report and is an error', async () => {
    const stream = stderr();
    expect(await explainFailure(failure, false, stream)).toMatchObject({
      problems: [{ severity: 'error', code: 'internal/failure', message: expect.stringContaining('the outer'), hint: expect.stringContaining('--verbose') }],
    });
    expect(stream.written).toEqual([]);
  });

  it('tells all causes and where they come from when asked', async () => {
    const stream = stderr();
    await explainFailure(failure, true, stream);
    const text = stream.written.join('');
    expect(text).toContain('debug: Error: the outer \\u001b[31m reason');
    expect(text).toContain('debug: caused by Error: the inner reason');
    expect(text).toContain('failure.test.ts');
  });

  it('takes anything that can be thrown', async () => {
    const circular = new Error('round');
    circular.cause = circular;
    for (const thrown of [circular, 'text', undefined, null]) expect((await explainFailure(thrown, true, stderr())).problems).toHaveLength(1);
  });
});

it('a folder in the way of a file is told with what to do', async () => {
  await using repository = await temporaryRepository({ files: { ...shop, 'dist/image-factory.k8s.yaml/in-the-way': '' } });
  const { exitCode, stderr } = await cli(repository.path, ['update']);
  expect(stderr).toMatch(/^dist\/image-factory\.k8s\.yaml: error: .*\[state\/unwritable\]\n {2}hint: /m);
  expect(exitCode).toBe(1);
});

describeMounted('a folder that can not be written', () => {
  it('is told with the reason', async () => {
    const frozen = await unwritableFolder(shop);
    if (frozen === undefined) throw new Error('file systems can not be mounted');
    await using folder = frozen;
    const { exitCode, stderr } = await cli(folder.path, ['analyze']);
    expect(stderr).toContain('[state/unwritable]');
    expect(stderr).toMatch(/read-only|permission/);
    expect(exitCode).toBe(1);
  });
});
