import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInShard, parseShard, type Shard } from './shard.ts';
import { external, managed, World } from './world.fixture.ts';

const names = ['img0', 'img1', 'img2', 'img3', 'img4', 'img5'];

const dockerfile = fc
  .array(fc.constantFrom('node:22', 'node:20', 'postgres:16-alpine', 'redis:7', 'ghcr.io/acme/img0', 'ghcr.io/acme/img1:2', `debian@sha256:${'0'.repeat(64)}`), { maxLength: 3 })
  .map((bases) => [...bases.map((base, index) => `FROM ${base} AS s${index}\n`), 'FROM scratch\n', ...bases.map((_, index) => `COPY --from=s${index} / /${index}\n`)].join(''));

const entry = fc.oneof(
  { weight: 5, arbitrary: dockerfile.map((text) => ({ kind: 'managed' as const, text })) },
  { weight: 1, arbitrary: fc.constantFrom('FORM x\n', undefined).map((text) => ({ kind: 'managed' as const, text })) },
  { weight: 1, arbitrary: fc.constantFrom(['postgres', '16-alpine'] as const, ['redis', '7'] as const).map(([path, tag]) => ({ kind: 'external' as const, path, tag })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'absent' as const }) },
  { weight: 1, arbitrary: dockerfile.map((text) => ({ kind: 'disabled' as const, text })) },
);
const definitions = fc.array(entry, { minLength: names.length, maxLength: names.length });
type Definitions = typeof definitions extends fc.Arbitrary<infer T> ? T : never;

function define(world: World, made: Definitions): void {
  const entries = made.map((each, index) => {
    const name = names[index] ?? '';
    if (each.kind === 'external') return external(name, `library/${each.path}`, `^${each.tag}$`);
    return each.kind === 'absent' ? '' : managed(name, each.kind === 'disabled' ? '  enabled: false' : '');
  });
  world.images = entries.join('') || '[]';
  world.dockerfiles = Object.fromEntries(made.flatMap((each, index) => ('text' in each && each.text !== undefined ? [[`${names[index]}/Dockerfile`, each.text]] : [])));
}

function copy(world: World): World {
  const other = new World();
  for (const [path, text] of world.files) other.files.set(path, text);
  other.day = world.day;
  return other;
}

/** What a registry told of every base image, and of every image that is only watched. */
function observe(world: World): void {
  for (const path of world.paths()) {
    if (!path.startsWith('_') && world.text(path).includes('\nseen:'))
      world.edit(path, /^seen:(?: \{\}|(?:\n {2}.*)+)/m, `seen:\n  linux/amd64:\n    - digest: of-day-${world.day}\n      at: "2026-01-0${world.day}T00:00:00Z"`);
  }
}

/** Each shard at least once, in some order, some of them again. */
const order = fc.integer({ min: 1, max: 4 }).chain((of) => {
  const each = Array.from({ length: of }, (_, index): Shard => ({ index: index + 1, of }));
  const some = fc.array(fc.constantFrom(...each), { maxLength: 4 });
  return fc.tuple(some, fc.shuffledSubarray(each, { minLength: of }), some).map((parts) => parts.flat());
});

/** Found once: a name that was watched, then gone, is enrolled for something else, while a base is what it had watched. */
const reused = [1, 2, 3, 4].map((first): [Definitions[], Definitions, Shard[]] => [
  [
    [{ kind: 'absent' }, { kind: 'external', path: 'redis', tag: '7' }],
    [{ kind: 'managed', text: 'FROM scratch\n' }, { kind: 'absent' }],
  ],
  [
    { kind: 'managed', text: 'FROM redis:7 AS s0\nFROM scratch\nCOPY --from=s0 / /0\n' },
    { kind: 'managed', text: 'FROM scratch\n' },
  ],
  [0, 1, 2, 3].map((step) => ({ index: ((first + step - 1) % 4) + 1, of: 4 })),
]);

describe('parts of the work', () => {
  it('law: whatever the order and however often each is run, all shards leave the bytes that one run leaves', () => {
    fc.assert(
      fc.property(fc.array(definitions, { minLength: 1, maxLength: 3 }), definitions, order, (past, now, shards) => {
        const whole = new World();
        for (const each of past) {
          define(whole, each);
          whole.run();
          observe(whole);
          whole.day += 1;
        }
        const parts = copy(whole);
        for (const world of [whole, parts]) define(world, now);
        whole.run();
        for (const shard of shards) parts.run({ shard });
        expect(Object.fromEntries(parts.files)).toEqual(Object.fromEntries(whole.files));
      }),
      { numRuns: 300, examples: reused },
    );
  });

  it('law: an image is in exactly one shard, whichever others there are', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (name, of) => {
        const holding = Array.from({ length: of }, (_, index) => ({ index: index + 1, of })).filter((shard) => isInShard(name, shard));
        expect(holding).toHaveLength(1);
      }),
    );
  });

  it('each takes about as many', () => {
    const counts = [1, 2, 3, 4].map((index) => Array.from({ length: 4000 }, (_, number) => `image-${number}`).filter((name) => isInShard(name, { index, of: 4 })).length);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('state of the first implementation is brought up to date by whoever comes first', () => {
    const legacy = (): World => {
      const world = new World();
      world.images = names
        .slice(0, 4)
        .map((name) => managed(name))
        .join('');
      world.dockerfiles = { 'img0/Dockerfile': 'FROM gcr.io/distroless/python3-debian12:latest\n', 'img1/Dockerfile': 'FORM x\n' };
      world.files.set(
        'base-images/distroless-python3-debian12-latest.yaml',
        'name: distroless-python3-debian12-latest\nfullImage: gcr.io/distroless/python3-debian12:latest\ncurrentDigest: null\nupdateHistory: []\n',
      );
      for (const name of names.slice(0, 4)) world.files.set(`images/${name}.yaml`, `name: ${name}\nbaseImages:\n  - distroless-python3-debian12-latest\n`);
      return world;
    };
    const whole = legacy();
    whole.run();
    for (const indexes of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 2, 1, 3],
    ]) {
      const parts = legacy();
      for (const index of indexes) parts.run({ shard: { index, of: 3 } });
      expect(parts.files).toEqual(whole.files);
    }
  });
});

describe('parseShard', () => {
  it.each(['1/1', '2/5', '1000/1000'])('takes %s', (text) => {
    const [index, of] = text.split('/').map(Number);
    expect(parseShard(text)).toEqual({ ok: true, value: { index, of } });
  });

  it.each(['', 'x', '0/3', '4/3', '1/0', '1', '1/2/3', '-1/3', '1/1001', '1.5/2', ' 1/2', '１/２'])('refuses %j and says what to write', (text) => {
    const parsed = parseShard(text);
    expect(parsed.ok ? '' : `${parsed.error.message} ${parsed.error.hint}`).toMatch(/is no shard.*For example `2\/5`/);
  });
});
