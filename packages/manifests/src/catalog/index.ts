export { buildEntity, catalogEntities, type PlannedEntity } from './catalog.ts';
