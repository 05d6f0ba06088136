import { temporaryFolder } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filledByRunner, Flag, Lines, Secret } from '../inputs/blocks.ts';
import { describeInputs, describeOutputs } from '../inputs/describe.ts';
import { parseAction, readAction } from './read-action.ts';

const Inputs = z.strictObject({
  imageName: z.string().describe('The image to build.'),
  target: z.string().optional().describe('A build stage.'),
  push: Flag.default(true).describe('Whether to push.'),
  attempts: z.coerce.number().default(60),
  mode: z.enum(['a', 'b']).default('a'),
  tags: Lines.default(['latest', '3.20']).describe('Tags, one per line.'),
  labels: Lines.prefault('a=b').optional(),
  githubToken: filledByRunner(Secret, '${{ github.token }}').describe('Reads sources.'),
});

const text = `
name: Build # as people see it
description: >-
  Builds an image
  and pushes it.
inputs:
  image-name: {description: The image to build., required: true}
  target:
    description: A build stage.
    required: false
    default: ''
  push:
    description: Whether to push.
    default: 'true'
  attempts:
    default: 60
  mode:
    default: a
  tags:
    description: Tags, one per line.
    default: |-
      latest
      3.20
  labels:
    default: a=b
  github-token:
    description: Reads sources.
    default: \${{ github.token }}
  image:
    description: Old name.
    deprecationMessage: Use image-name.
outputs:
  image-digest:
    description: What was pushed.
  changed:
    description: Whether anything was.
runs:
  using: node24
  main: ../../dist/build/index.js
`;

describe('an action.yml', () => {
  it('declares exactly what its schema reads', () => {
    expect(parseAction(text).inputs).toEqual(describeInputs(Inputs));
  });

  it('tells old names apart', () => {
    expect(parseAction(text).deprecated).toEqual({ image: 'Use image-name.' });
  });

  it('declares exactly the outputs that are set', () => {
    expect(Object.keys(parseAction(text).outputs)).toEqual(describeOutputs({ imageDigest: '', changed: false }));
  });

  it('says how it runs', () => {
    expect(parseAction(text)).toMatchObject({ name: 'Build', description: 'Builds an image and pushes it.', using: 'node24', main: '../../dist/build/index.js' });
  });

  it.each([
    { story: 'an input is missing', from: '  mode:\n    default: a\n', to: '' },
    { story: 'a default differs', from: 'default: 60', to: 'default: 6' },
    { story: 'a number is written in another way', from: '3.20', to: '3.2' },
    { story: 'required differs', from: 'required: true', to: 'required: false' },
    { story: 'a description differs', from: 'Reads sources.', to: 'Reads.' },
  ])('differs when $story', ({ from, to }) => {
    expect(parseAction(text.replace(from, to)).inputs).not.toEqual(describeInputs(Inputs));
  });

  it('is read from its file', async () => {
    await using folder = await temporaryFolder({ 'action.yml': text });
    expect(await readAction(`${folder.path}/action.yml`)).toEqual(parseAction(text));
  });

  it('is a mapping', () => {
    expect(() => parseAction('- a')).toThrow('action.yml: ');
  });
});
