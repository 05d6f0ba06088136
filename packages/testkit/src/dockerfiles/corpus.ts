import { declarations } from './arguments.ts';
import type { DockerfileCase } from './case.ts';
import { contexts } from './contexts.ts';
import { continuations } from './continuations.ts';
import { directives } from './directives.ts';
import { expansions } from './expansions.ts';
import { heredocs } from './heredocs.ts';
import { limits } from './limits.ts';
import { mounts } from './mounts.ts';
import { platforms } from './platforms.ts';
import { references } from './references.ts';
import { refusals } from './refusals.ts';
import { sources } from './sources.ts';
import { spacing } from './spacing.ts';
import { stages } from './stages.ts';
import { triggers } from './triggers.ts';

/** Every Dockerfile that we thought of to mislead whoever reads it, each with what BuildKit makes of it. */
export const dockerfileCases: readonly DockerfileCase[] = [
  ...references,
  ...directives,
  ...spacing,
  ...continuations,
  ...heredocs,
  ...declarations,
  ...expansions,
  ...platforms,
  ...stages,
  ...sources,
  ...mounts,
  ...triggers,
  ...contexts,
  ...limits,
  ...refusals,
];
