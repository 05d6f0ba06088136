import { temporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { commitsSince } from './commits-since.ts';

describe('commitsSince', () => {
  it('tells who made what, the oldest first, and where the branch left', async () => {
    await using repository = await temporaryRepository({ files: { a: '1' } });
    const from = await repository.git('rev-parse', 'HEAD');
    await repository.git('checkout', '--quiet', '-b', 'work');
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'One\n\nWith \x1f and lines.', '--author=Bot <bot@example.com>');
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Two');
    await repository.git('checkout', '--quiet', 'main');
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Main went on');
    expect(await commitsSince(repository.path, 'main', 'work')).toEqual({
      from,
      commits: [
        { authorEmail: 'bot@example.com', committerEmail: 'author@example.com', parents: 1, message: 'One\n\nWith \x1f and lines.' },
        { authorEmail: 'author@example.com', committerEmail: 'author@example.com', parents: 1, message: 'Two' },
      ],
    });
  });

  it('counts the parents of a merge, and finds nothing on a branch that has nothing of its own', async () => {
    await using repository = await temporaryRepository({ files: { a: '1' } });
    await repository.git('checkout', '--quiet', '-b', 'work');
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'One');
    await repository.git('checkout', '--quiet', 'main');
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Other');
    await repository.git('checkout', '--quiet', 'work');
    await repository.git('merge', '--quiet', '--no-edit', 'main');
    expect((await commitsSince(repository.path, 'main', 'work'))?.commits.map(({ parents }) => parents)).toEqual([1, 2]);
    expect((await commitsSince(repository.path, 'work', 'main'))?.commits).toEqual([]);
  });

  it('does not know of branches that have nothing in common, of too many commits, and of what is not there', async () => {
    await using repository = await temporaryRepository({ files: { a: '1' } });
    await repository.git('checkout', '--quiet', '--orphan', 'other');
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'First');
    expect(await commitsSince(repository.path, 'main', 'other')).toBeUndefined();
    const tree = await repository.git('rev-parse', 'main^{tree}');
    let tip = await repository.git('rev-parse', 'main');
    for (let count = 0; count < 101; count += 1) tip = await repository.git('commit-tree', tree, '-p', tip, '-m', 'x');
    expect(await commitsSince(repository.path, 'main', tip)).toBeUndefined();
    expect((await commitsSince(repository.path, 'main', `${tip}~1`))?.commits).toHaveLength(100);
    expect(await commitsSince(repository.path, 'main', '0'.repeat(40))).toBeUndefined();
  });
});
