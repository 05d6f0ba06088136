export type { FactoryConfig } from './factory.ts';
export type * from './types.ts';
export * from './grammar/index.ts';
export { maxEntries, readEnrollment } from './read.ts';
export type { EnrollmentText } from './read-file.ts';
export { readFactory } from './read-factory.ts';
export { renderFactoryTemplate, type FactoryValues } from './factory-template.ts';
export { factoryJsonSchema, imagesJsonSchema } from './json-schema.ts';
export { renderEntry, type EntryDraft } from './render-entry.ts';
