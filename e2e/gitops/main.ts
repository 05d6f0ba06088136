// Writes what the factory writes in examples/gitops, after the generator has changed:
//   node --conditions=@image-factory/source e2e/gitops/main.ts
import { temporaryRepository } from '@image-factory/testkit';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from '../writers/program.ts';
import { files, folder } from './example.ts';

// In a repository of its own: inside of ours it would be a part of ours.
await using repository = await temporaryRepository({ files });
const { exitCode, stdout, stderr } = await program(['update'], {
  cwd: repository.path,
  env: { IMAGE_FACTORY_OFFLINE: '1', HOME: repository.path },
});
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
for (const path of ['image-factory/state', 'dist']) await cp(join(repository.path, path), join(folder, path), { recursive: true });
