import { readEnrollment, type EnrolledImage, type Enrollment } from '../enrollment/index.ts';
import { mapField, type StateSnapshot } from '../state/index.ts';
import { renderYaml, type YamlMap } from '../yaml/index.ts';

/**
 * The enrollment with the last good form of every entry that can't be used just now, from the copy in its state: a typo
 * must not take the Warehouse and Stages of a running image away, since Kargo would start over when they come back.
 */
export function withLastGood(enrollment: Enrollment, state: StateSnapshot): Enrollment {
  const images = new Map(enrollment.images);
  const enrolled = new Set<string>(images.keys());
  for (const [stem, own] of state.images) {
    const isKept = enrollment.unusable.has(stem) || !enrollment.complete;
    const image = isKept && !enrolled.has(stem) ? lastGood(stem, own) : undefined;
    if (image !== undefined) images.set(image.name, image);
  }
  return images.size === enrollment.images.size ? enrollment : { ...enrollment, images };
}

function lastGood(name: string, own: YamlMap): EnrolledImage | undefined {
  const copy = mapField(own, 'enrollment');
  if (copy.size === 0) return undefined;
  const text = renderYaml([new Map([['name', name], ...copy])]);
  const { value } = readEnrollment([{ path: 'images.yaml', text: `${text}\n` }]);
  return [...value.images.values()].find((image) => image.name === name);
}
