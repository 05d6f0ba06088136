import { imageLabel } from '../infrastructure/index.ts';
import { readDocuments, type ManifestFile } from './documents.ts';
import { mapOf, textOf } from './parts.ts';
import { subjectOf } from './subject.ts';

/** An object of a manifest, with what it says of itself. */
export interface DescribedObject {
  readonly file: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly kind: string;
  readonly name: string;
  /** What it is for; empty where it does not say. */
  readonly why: string;
  /** The enrolled image or base image that it is there for; undefined for what all share. */
  readonly image?: string;
}

/** The objects of manifests, in their order. */
export function describeObjects(files: readonly ManifestFile[]): DescribedObject[] {
  return files.flatMap(readDocuments).flatMap(({ documents }) =>
    documents.map((document) => {
      const { kind, name } = subjectOf(document);
      const { labels, annotations } = mapOf(document.value['metadata']);
      const image = textOf(mapOf(labels)[imageLabel]);
      const why = textOf(mapOf(annotations)['kargo.akuity.io/description']);
      const { line } = document.locate(['apiVersion'], { key: true }).start;
      return { file: document.file, line, kind, name, why, ...(image === '' ? {} : { image }) };
    }),
  );
}
