export type { Variables } from './interpolate.ts';
export { readCompose } from './read-compose.ts';
export { selectService, type SelectedService, type WantedImage } from './select-service.ts';
