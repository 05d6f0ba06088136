import { describe, expect, it } from 'vitest';
import { shop } from './factories.fixture.ts';
import { readCompose } from './read-compose.ts';
import { selectService, type WantedImage } from './select-service.ts';

const services = readCompose('compose.yaml', shop).value;
const docsAlone = new Map([...services].filter(([service]) => service === 'docs'));

describe('the service of an image', () => {
  it.each<{ story: string; wanted: WantedImage; selected: unknown; among?: typeof services }>([
    { story: 'named by target', wanted: { name: 'shop', repository: 'acme/shop', target: 'worker' }, selected: { kind: 'selected', service: 'worker', because: 'target' } },
    { story: 'a target that is a stage', wanted: { name: 'api', repository: 'acme/x', target: 'production' }, selected: { kind: 'selected', service: 'api', because: 'name' } },
    { story: 'the name of the image', wanted: { name: 'docs', repository: 'acme/shop-docs' }, selected: { kind: 'selected', service: 'docs', because: 'name' } },
    { story: 'its tags', wanted: { name: 'shop-base', registry: 'ghcr.io', repository: 'acme/shop-base' }, selected: { kind: 'selected', service: 'base', because: 'repository' } },
    { story: 'its tags, the host within the repository', wanted: { name: 'shop-base', repository: 'ghcr.io/acme/shop-base' }, selected: { kind: 'selected', service: 'base' } },
    { story: 'another registry', wanted: { name: 'x', registry: 'quay.io', repository: 'acme/shop-base' }, selected: { kind: 'ambiguous', services: ['base', 'api', 'worker', 'docs'] } },
    { story: 'two services that publish it', wanted: { name: 'x', registry: 'docker.io', repository: 'acme/api' }, selected: { kind: 'ambiguous', services: ['api', 'worker'] } },
    { story: 'a repository of Docker Hub', wanted: { name: 'x', repository: 'acme/shop-worker' }, selected: { kind: 'selected', service: 'worker', because: 'repository' } },
    { story: 'the only one', wanted: { name: 'x', repository: 'acme/x' }, among: docsAlone, selected: { kind: 'selected', service: 'docs', because: 'only' } },
    { story: 'no service at all', wanted: { name: 'x', repository: 'acme/x' }, among: new Map(), selected: { kind: 'none' } },
  ])('$story', ({ wanted, among, selected }) => {
    expect(selectService(among ?? services, wanted)).toMatchObject(selected as object);
  });
});
