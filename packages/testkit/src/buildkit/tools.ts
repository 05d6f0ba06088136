import { findOnPath, notOnPath } from '../needs.ts';
import { canBeRoot } from './as-root.ts';

const programs = ['buildkitd', 'buildx', 'runc', 'busybox', 'dockerfile-frontend', 'test-registry'] as const;

/** Where the programs are that a real build needs, absolute. */
export type BuildKitTools = Readonly<Record<(typeof programs)[number], string>>;

/** @throws Error where one is not on the PATH */
export function findTools(): BuildKitTools {
  const [buildkitd, buildx, runc, busybox, frontend, registry] = programs.map((program) => {
    const file = findOnPath(program);
    if (file === undefined) throw new Error(`${program} is not on the PATH.`);
    return file;
  }) as [string, string, string, string, string, string];
  return { buildkitd, buildx, runc, busybox, 'dockerfile-frontend': frontend, 'test-registry': registry };
}

/** A clause; undefined where everything is here. */
export function whyNoBuildKit(): string | undefined {
  if (process.platform !== 'linux') return 'BuildKit runs on Linux';
  const missing = programs.find((program) => findOnPath(program) === undefined);
  if (missing !== undefined) return notOnPath(missing);
  return canBeRoot() ? undefined : 'BuildKit needs root, and `sudo` asks for a password';
}
