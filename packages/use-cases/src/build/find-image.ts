import type { FactoryConfig, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { error, worstFirst, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import { layoutOf } from '../layout.ts';
import { loadConfig, loadEnrollment } from '../load.ts';
import { unknownImage } from '../rebuild/unknown-image.ts';
import type { FactoryTree } from './ports.ts';

export interface FoundImage {
  readonly image: ManagedImage;
  readonly config: FactoryConfig;
}

/** The enrolled image of that name, which has to be one that is built here. */
export async function findImage(dir: RepoPath, name: string, tree: FactoryTree): Promise<Result<FoundImage, Problem[]>> {
  const layout = layoutOf(dir);
  const [enrollment, factory] = await Promise.all([loadEnrollment(layout, tree), loadConfig(layout, tree)]);
  const { config } = factory.value;
  if (enrollment.value.enrollment === undefined || config === undefined)
    return fail(worstFirst([...enrollment.problems, ...factory.problems]));
  const images = [...enrollment.value.enrollment.images.values()];
  const found = images.find((one) => one.name === name);
  if (found?.kind === 'managed') return ok({ image: found, config });
  if (found !== undefined)
    return fail([error('inputs/invalid', `${show(name)} is not built here: it has no \`source\`.`, { source: found.at })]);
  const managed = images.filter((one) => one.kind === 'managed').map((one) => one.name);
  // An entry that could not be used is why it is not there.
  return fail([unknownImage(name, managed), ...enrollment.problems.filter(({ image }) => image === undefined || image === name)]);
}
