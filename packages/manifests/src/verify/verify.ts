import { worstFirst, type Problem } from '@image-factory/core/problem';
import { catalogOf, type Catalog } from './catalog.ts';
import { readDocuments, type ManifestFile } from './documents.ts';
import { flowOf, type Reaches } from './flow.ts';
import { toProblem, wrong, type Finding } from './found.ts';
import { checkAskedImages } from './rules-asked-images.ts';
import { checkObject } from './rules-object.ts';
import { checkNamespace, checkProjectConfig, checkTemplate } from './rules-project.ts';
import { checkReferences } from './rules-references.ts';
import { checkStage } from './rules-stage.ts';
import { checkSteps, variablesOf } from './rules-step.ts';
import { checkWarehouse } from './rules-warehouse.ts';
import { isKargo, isTemplate, subjectOf, titleOf, type Subject } from './subject.ts';

export interface Verified {
  readonly problems: readonly Problem[];
  /** Objects of Kargo, and the templates of its verifications. */
  readonly objects: number;
  /** Other objects, which are not looked into. */
  readonly others: number;
}

/**
 * What Kargo 1.11 and the API server would refuse of manifests, what they would take and never do, and what they would
 * write otherwise than it stands there. Files are looked at together, for objects refer to each other. Any text gives an
 * answer, in linear time.
 */
export function verifyManifests(files: readonly ManifestFile[]): Verified {
  const read = files.map(readDocuments);
  const subjects = read.flatMap(({ documents }) => documents.map(subjectOf));
  const catalog = catalogOf(subjects);
  const reaches = flowOf(catalog);
  const seen = new Map<string, Subject>();
  const found = subjects.flatMap((subject) => {
    const title = titleOf(subject);
    return [...checkDuplicate(subject, seen), ...check(subject, catalog, reaches)].map((finding) =>
      toProblem(finding, title, subject.document),
    );
  });
  const objects = subjects.filter((subject) => isKargo(subject) || isTemplate(subject)).length;
  return { problems: worstFirst([...read.flatMap(({ problems }) => problems), ...found]), objects, others: subjects.length - objects };
}

function check(subject: Subject, catalog: Catalog, reaches: Reaches): Finding[] {
  if (subject.apiVersion === 'v1' && subject.kind === 'Namespace') return checkNamespace(subject, catalog.projects);
  if (isTemplate(subject)) return checkTemplate(subject);
  const form = checkObject(subject);
  return isKargo(subject) ? [...form, ...checkKind(subject, catalog, reaches)] : form;
}

function checkKind(subject: Subject, catalog: Catalog, reaches: Reaches): Finding[] {
  switch (subject.kind) {
    case 'Warehouse':
      return checkWarehouse(subject);
    case 'Stage':
      return [...checkStage(subject), ...checkReferences(subject, catalog, reaches), ...checkAskedImages(subject, catalog)];
    case 'PromotionTask':
    case 'ClusterPromotionTask':
      return checkSteps(subject, subject.spec['steps'], ['spec', 'steps'], variablesOf(subject.spec['vars']));
    case 'ProjectConfig':
      return checkProjectConfig(subject);
    default:
      return [];
  }
}

function checkDuplicate(subject: Subject, seen: Map<string, Subject>): Finding[] {
  if (!isKargo(subject) || subject.name === '') return [];
  const key = `${subject.kind} ${subject.namespace}/${subject.name}`;
  const before = seen.get(key);
  if (before === undefined) {
    seen.set(key, subject);
    return [];
  }
  const { line } = before.document.locate(['metadata', 'name']).start;
  return [
    wrong('duplicate', ['metadata', 'name'], `there is another one of this name, at ${before.document.file}:${line}: one of them is lost`, {
      hint: 'Rename one of them.',
    }),
  ];
}
