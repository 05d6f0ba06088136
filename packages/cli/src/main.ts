// oxlint-disable-next-line import/no-unassigned-import -- it acts by being loaded, before anything fills the heap
import './small-memory.ts';
import { refuseOldNode } from './node-version.ts';
import { openPorts } from './ports.ts';
import { run } from './run.ts';

// Whoever reads us may stop reading: `image-factory graph | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const refusal = refuseOldNode(process.versions.node);
if (refusal === undefined) {
  process.exitCode = await run(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: { now: () => new Date() },
    openPorts,
  });
} else {
  process.stderr.write(refusal);
  process.exitCode = 1;
}
