import { readKubernetesYaml } from '@image-factory/testkit';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { enrollmentOf, modes, placesIn, withText, type Enrollment, type Mode, type Place } from './enrollment.fixture.ts';
import { describeExpressions, Evaluator } from './evaluator.fixture.ts';
import { callsIn, outcomeOf, rawExpressions, type Put } from './laws.fixture.ts';
import { formsOfOurs, rawOfOurs } from './templates.fixture.ts';
import { anyText, words } from './texts.fixture.ts';

const imagesSchema = new URL('../../../../schemas/images.schema.json', import.meta.url);
const factorySchema = new URL('../../../../schemas/factory.schema.json', import.meta.url);
const known = new Map<Mode, Promise<Enrollment>>();

/** The factory of a mode; analyzed once. */
function factoryOf(mode: Mode): Promise<Enrollment> {
  const found = known.get(mode) ?? enrollmentOf(mode);
  known.set(mode, found);
  return found;
}

describeExpressions('what Kargo evaluates', (program) => {
  it.each(modes)('$title: nothing but our own templates, and tags stay text', async (mode) => {
    await using evaluator = new Evaluator(program);
    const enrollment = await factoryOf(mode);
    for (const tag of words) {
      const { complaints, answer } = await outcomeOf(evaluator, enrollment, [], tag);
      expect(complaints).toEqual([]);
      expect(answer.promotions.length).toBeGreaterThan(15);
      expect(answer.arguments).toHaveLength(mode.analysis === 'job' ? 3 : 0);
    }
  });

  it('every template of ours is generated in some mode', async () => {
    await using evaluator = new Evaluator(program);
    const forms = new Set<string>();
    const raw = new Set<string>();
    for (const mode of modes) {
      const { answer, strings } = await outcomeOf(evaluator, await factoryOf(mode), [], 'v1');
      for (const form of answer.templates.flatMap(({ expressions }) => expressions)) forms.add(form);
      for (const text of rawExpressions(strings)) raw.add(text);
    }
    expect([...forms].toSorted()).toEqual([...formsOfOurs].toSorted());
    expect([...raw].toSorted()).toEqual([...rawOfOurs].toSorted());
  });

  it('both delimiters in every text of images.yaml, factory.yaml and the state: evaluated nowhere', async () => {
    await using evaluator = new Evaluator(program);
    const modesOf = new Map<string, { mode: Mode; place: Place }[]>();
    for (const mode of modes) {
      for (const place of placesIn(await factoryOf(mode))) {
        const title = JSON.stringify(place);
        modesOf.set(title, [...(modesOf.get(title) ?? []), { mode, place }]);
      }
    }
    expect(modesOf.size).toBeGreaterThan(350);
    let generated = 0;
    for (const [index, choices] of [...modesOf.values()].entries()) {
      const { mode, place } = choices[index % choices.length] ?? expect.fail('a place is in some mode');
      const put = { text: '${{ secret(\'zqx\').token }} and ${% secret("zqx").token %}', word: 'zqx' };
      const { complaints, objects, answer } = await outcomeOf(evaluator, withText(await factoryOf(mode), place, put.text), [put], '1.10');
      expect({ place, complaints }).toEqual({ place, complaints: [] });
      expect(JSON.stringify(callsIn(answer))).not.toContain('zqx');
      if (objects.length > 0) generated += 1;
    }
    expect(generated).toBeGreaterThan(250);
  }, 600_000);

  it('2,000 factories with hostile texts: no call from data, no text changed, no object of theirs', async () => {
    await using evaluator = new Evaluator(program);
    const counts = { objects: 0, strings: 0, promotions: 0, reached: 0 };
    const change = fc.record({ at: fc.nat(), attack: anyText });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...modes), fc.array(change, { minLength: 1, maxLength: 3 }), fc.constantFrom(...words), async (mode, changes, tag) => {
        let enrollment = await factoryOf(mode);
        const places = placesIn(enrollment);
        const puts: Put[] = [];
        for (const [index, { at, attack }] of changes.entries()) {
          const place = places[at % places.length];
          if (place === undefined) throw new RangeError('There is no place.');
          const put = { text: attack(`zq${index}x`), word: `zq${index}x` };
          enrollment = withText(enrollment, place, put.text);
          puts.push(put);
        }
        const { complaints, objects, strings, answer } = await outcomeOf(evaluator, enrollment, puts, tag);
        counts.objects += objects.length;
        counts.strings += answer.strings;
        counts.promotions += answer.promotions.length;
        if (puts.some(({ word }) => strings.some(([, text]) => text.includes(word)))) counts.reached += 1;
        expect(complaints).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    // Most hostile texts are refused; enough of them come through, and nearly always the rest of the factory is made.
    expect(counts.reached).toBeGreaterThan(100);
    expect(counts.objects).toBeGreaterThan(30_000);
    expect(counts.promotions).toBeGreaterThan(15_000);
  }, 900_000);
});

describeExpressions('the evaluation sees', (program) => {
  const stage = (text: string, uses = 'compose-output') => `apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: s, namespace: apps}
spec:
  requestedFreight: [{origin: {kind: Warehouse, name: w}, sources: {direct: true}}]
  promotionTemplate: {spec: {steps: [{uses: ${uses}, as: a, config: {a: ${JSON.stringify(text)}}}]}}
`;

  it.each([
    { text: "${{ secret('a').token }}", config: 'token of a', calls: [{ name: 'secret', args: ['a'] }] },
    { text: '${% sharedSecret("b").token %}', config: 'token of b', calls: [{ name: 'sharedSecret', args: ['b'] }] },
    { text: "x${{ configMap('c').token }}y${% 1 %}", config: 'xtoken of cy1', calls: [{ name: 'configMap', args: ['c'] }] },
    { text: '${{ "1.10" }}', config: 1.1, calls: [] },
    { text: '${{ quote("1.10") }}', config: '1.10', calls: [] },
    { text: '1.10', config: '1.10', calls: [] },
  ])('$text', async ({ text, config, calls }) => {
    await using evaluator = new Evaluator(program);
    const { promotions } = await evaluator.ask({ objects: readKubernetesYaml(stage(text)), published: {} });
    expect(promotions).toEqual([{ stage: 's', origin: 'w', steps: [{ as: 'a', uses: 'compose-output', config: { a: config } }], calls }]);
  });

  it('expressions in any other place, and those that are not closed', async () => {
    await using evaluator = new Evaluator(program);
    const objects = readKubernetesYaml('kind: A\nmetadata: {name: a, annotations: {one: "${{ secret(\'b\') }}", two: "${{ b"}}\n');
    expect(await evaluator.ask({ objects, published: {} })).toMatchObject({
      strings: 10,
      changed: [{ object: 'A a', path: '.metadata.annotations.two', text: '${{ b' }],
      templates: [{ path: '.metadata.annotations.one', expressions: ['secret("…")'], literals: ['b'], calls: [{ name: 'secret', args: ['b'] }] }],
    });
  });
});

it('texts are put into every key that images.yaml and factory.yaml have', async () => {
  const put = new Set<string>();
  for (const mode of modes) for (const { file, path } of placesIn(await factoryOf(mode))) put.add(`${file} ${path.filter((step) => typeof step === 'string').join('.')}`);
  for (const [file, schema] of [
    ['images', imagesSchema],
    ['factory', factorySchema],
  ] as const) {
    const wanted = textKeysOf(JSON.parse(readFileSync(schema, 'utf8')));
    expect(wanted.length).toBeGreaterThan(30);
    expect(wanted.filter((keys) => ![...put].some((place) => place === `image-factory/${file}.yaml ${keys}` || place.startsWith(`image-factory/${file}.yaml ${keys}.`)))).toEqual([]);
  }
});

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Keys that hold text, and maps whose keys are free, with the keys above them. */
function textKeysOf(root: Schema): string[] {
  const found = new Set<string>();
  visit(root.anyOf?.[1] ?? root, []);
  return [...found];

  function visit({ $ref, type = [], items, properties, additionalProperties }: Schema, keys: readonly string[]): void {
    const referred = root.definitions?.[$ref?.replace('#/definitions/', '') ?? ''];
    if (referred !== undefined) visit(referred, keys);
    if ([type].flat().includes('string') || typeof additionalProperties === 'object') found.add(keys.join('.'));
    if (items !== undefined) visit(items, keys);
    for (const [key, value] of Object.entries(properties ?? {})) visit(value, [...keys, key]);
  }
}
