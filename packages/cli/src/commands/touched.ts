import type { Touched } from '../command-line/spec.ts';

/** What is read and written, in the words that every command's help uses. */
export const touched = {
  images: { path: 'image-factory/images.yaml, image-factory/images.d/*.yaml', about: 'the enrolled images' },
  factory: { path: 'image-factory/factory.yaml', about: 'settings of the factory, when there is one' },
  state: { path: 'image-factory/state/', about: 'what earlier runs found' },
  stateWritten: { path: 'image-factory/state/', about: 'one file for each image and each base image' },
  dockerfiles: { path: 'Dockerfiles', about: 'of this repository and of each --checkout' },
  manifests: { path: 'dist/image-factory.k8s.yaml', about: 'Kargo manifests, for Argo CD' },
  catalog: { path: 'dist/backstage-catalog.k8s.yaml', about: 'Backstage entities' },
} as const satisfies Readonly<Record<string, Touched>>;
