import { preciseRange } from '@image-factory/core/dockerfile';
import type { Enrollment } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import type { StatePlanInput } from '@image-factory/core/state';
import type { Sources } from './ports.ts';

/** Narrows problems that know only a line of a Dockerfile down to the words that are meant. */
export async function withPreciseRanges(
  problems: readonly Problem[],
  enrollment: Enrollment,
  discoveries: StatePlanInput['discoveries'],
  sources: Sources,
): Promise<Problem[]> {
  return Promise.all(
    problems.map(async (problem) => {
      const image = [...enrollment.images.values()].find(({ name }) => name === problem.image);
      const line = problem.source?.range?.start.line;
      const discovery = image === undefined ? undefined : discoveries.get(image.name);
      if (image?.kind !== 'managed' || line === undefined || discovery?.kind !== 'success') return problem;
      const written = discovery.images.find((pulled) => pulled.line === line)?.written;
      const { dockerfile } = image.source;
      const read = problem.source?.file === dockerfile && written !== undefined ? await sources.read(image.source, dockerfile) : undefined;
      if (read?.kind !== 'file' || written === undefined) return problem;
      return { ...problem, source: { file: dockerfile, range: preciseRange(read.text, line, written) } };
    }),
  );
}
