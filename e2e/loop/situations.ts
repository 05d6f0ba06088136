import { temporaryFolder, type ImageRegistry } from '@image-factory/testkit';
import { openBuilt, openFactory, runAll, type Factory, type FactoryOptions, type Files } from './factory.ts';

/** Where a factory stands when a sweep begins, as often as it is asked for. */
export interface Situation extends AsyncDisposable {
  open(options?: FactoryOptions): Promise<Factory>;
}

/** What was recorded on one factory, and can be had again on another that is its twin. */
interface Recorded {
  readonly files: Files;
  /** What its runs were started with. */
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  /** How they ended. */
  readonly conclusion?: string;
}

type Story = (place: { readonly factory: Factory; readonly registry: ImageRegistry }) => Promise<string | void>;

/** @param story - gives the conclusion of the runs that it started */
export async function situation(story: Story): Promise<Situation> {
  await using ends = new AsyncDisposableStack();
  const cache = ends.use(await temporaryFolder()).path;
  const built = ends.use(await openBuilt({ cache }));
  const conclusion = await story(built);
  const { factory } = built;
  const recorded: Recorded = {
    files: await factory.files(),
    inputs: factory.inputs(),
    ...(conclusion === undefined ? {} : { conclusion }),
  };
  const kept = ends.move();
  return { open: (options) => reopen(recorded, { cache, ...options }), [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function reopen({ files, inputs, conclusion }: Recorded, options: FactoryOptions): Promise<Factory> {
  await using ends = new AsyncDisposableStack();
  const factory = ends.use(await openFactory(files, options));
  for (const each of inputs) await factory.start(each);
  if (conclusion !== undefined) factory.finish(conclusion);
  ends.move();
  return factory;
}

/** The base of `app` moved, and nobody did anything about it yet. */
export const baseIsDue: Story = async ({ factory, registry }) => {
  registry.push('acme/base:1', 'base two');
  await runAll(factory, ['observe', '--commit']);
};

/** `app` was rebuilt, and nobody looked at the run yet; `site` is built from it. */
export const runIsGreen: Story = async ({ factory, registry }) => {
  const base = registry.push('acme/base:1', 'base two');
  await runAll(factory, ['observe', '--commit'], ['dispatch']);
  registry.push('acme/app:latest', 'app two', { image: 'acme/base:1', digest: base });
  await runAll(factory, ['observe', '--commit']);
  return 'success';
};

/** The run of `app` failed, and nobody looked at it yet. */
export const runIsRed: Story = async (place) => {
  await baseIsDue(place);
  await runAll(place.factory, ['dispatch']);
  return 'failure';
};
