import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bareGit } from './bare-git.ts';

// Without collecting garbage nothing goes on in the background when the folder is removed.
const config = `[core]
	repositoryformatversion = 0
	bare = true
	logAllRefUpdates = false
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[receive]
	autogc = false
[gc]
	auto = 0
[maintenance]
	auto = false
`;

/** Makes the folder a bare repository without commits, as the forges set theirs up: partial fetches, any commit by its id. */
export async function createBareRepository(path: string, branch: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await bareGit(path)(['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
  await writeFile(join(path, 'config'), config);
}
