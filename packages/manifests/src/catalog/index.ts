export { buildEntity, catalogEntities } from './catalog.ts';
