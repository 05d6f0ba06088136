import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';
import { describeBake } from './buildx.fixture.ts';
import { expectSame } from './compare.fixture.ts';

const folder = fileURLToPath(new URL('files/', import.meta.url));
const isBakeFile = (name: string): boolean => /\.(?:hcl|json)$/.test(name);

describeBake('bake files are read as bake reads them', (bake) => {
  it.each(readdirSync(folder).filter(isBakeFile))('%s', (file) => {
    expectSame(bake, { folder, files: [file] });
  });

  it.each(readdirSync(`${folder}refused`).filter(isBakeFile))('refused: %s', (file) => {
    expectSame(bake, { folder: `${folder}refused`, files: [file] });
  });

  it.each([
    { story: 'a later file overrides', path: 'override', files: ['docker-bake.hcl', 'docker-bake.override.hcl'] },
    { story: 'in the other order', path: 'override', files: ['docker-bake.override.hcl', 'docker-bake.hcl'] },
    { story: 'JSON and HCL together', path: 'override-json', files: ['docker-bake.json', 'docker-bake.hcl'] },
  ])('several files: $story', ({ path, files }) => {
    expectSame(bake, { folder: `${folder}${path}`, files });
  });

  it.each([
    { story: 'a target alone', file: 'inherits-chain.hcl', targets: ['leaf'] },
    { story: 'a group', file: 'groups-nested.hcl', targets: ['images'] },
    { story: 'the group default', file: 'contexts-linked-group.hcl', targets: ['default'] },
    { story: 'all of a matrix', file: 'matrix.hcl', targets: ['node'] },
    { story: 'some of a matrix', file: 'matrix.hcl', targets: ['node-20-*'] },
    { story: 'two at once', file: 'inherits-two.hcl', targets: ['c', 'a'] },
  ])('asked for $story', ({ file, targets }) => {
    expectSame(bake, { folder, files: [file], targets });
  });
});

describeBake('variables are set from outside as bake lets them be', (bake) => {
  it.each<{ story: string; environment: Record<string, string> }>([
    { story: 'nothing set', environment: {} },
    { story: 'a text', environment: { TAG: 'v2' } },
    { story: 'a number', environment: { COUNT: '41' } },
    { story: 'no number', environment: { COUNT: 'many' } },
    { story: 'a truth', environment: { ON: '1' } },
    { story: 'no truth', environment: { ON: 'yes' } },
    { story: 'a list', environment: { LIST: 'a,b,"c,d"' } },
    { story: 'an empty list', environment: { LIST: '' } },
    { story: 'a list in JSON', environment: { LIST_JSON: '["p","q"]' } },
    { story: 'JSON before plain', environment: { LIST: 'a', LIST_JSON: '["json"]' } },
    { story: 'a map', environment: { MAP: 'a:1,b:2' } },
    { story: 'a map without a value', environment: { MAP: 'a' } },
    { story: 'an object in JSON', environment: { OBJECT_JSON: '{"a":2,"b":"y"}' } },
    { story: 'an object with a field missing', environment: { OBJECT_JSON: '{"a":2}' } },
    { story: 'an object without JSON', environment: { OBJECT: 'x' } },
    { story: 'broken JSON', environment: { OBJECT_JSON: '{' } },
    { story: 'a variable without a default', environment: { NO_DEFAULT: 'set' } },
    { story: 'an attribute', environment: { top: 'no', TAG_COPY: 'no' } },
    { story: 'a number with the precision of a double', environment: { PRECISE: '0.1' } },
    { story: 'empty', environment: { TAG: '' } },
  ])('$story', ({ environment }) => {
    expectSame(bake, { folder, files: ['environment.hcl'], environment });
  });
});
