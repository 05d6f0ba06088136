import type { Random } from '../random.ts';
import { anyBase, fullName, writeBase, type BaseImage } from './base-images.ts';

/** An image that a build pulls. */
export interface Pull {
  /** Registry, path, and tag or digest: nothing left out. */
  readonly image: string;
  readonly kind: 'final-base' | 'build-stage' | 'copy-from' | 'mount';
}

/** A Dockerfile together with what its build pulls: known because both are written at once, not because anything read it. */
export interface Dockerfile {
  readonly text: string;
  readonly pulls: readonly Pull[];
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

interface Draft {
  readonly random: Random;
  readonly size: number;
  /** What stands before the first FROM. */
  readonly globals: string[];
  readonly lines: string[];
  readonly pulls: Pull[];
  readonly used: Set<string>;
  readonly buildArgs: Record<string, string>;
}

/**
 * @param size - how many images there are in all: it decides how many base images there are to choose from
 * @param parent - an image of ours to build from, in full
 */
export function writeDockerfile(random: Random, size: number, parent: string | undefined): Dockerfile {
  const draft: Draft = { random, size, globals: [], lines: [], pulls: [], used: new Set(), buildArgs: {} };
  const isMultiStage = random.chance(0.7);
  if (isMultiStage) writeBuildStage(draft);
  if (random.chance(0.1)) writeUnusedStage(draft);
  const target = random.chance(0.06) ? 'production' : undefined;
  writeFinalStage(draft, parent, isMultiStage, target);
  if (target !== undefined) draft.lines.push('', `FROM ${fullName(freshBase(draft))} AS behind-the-target`, 'RUN echo never built');
  const text = [...head(random), ...draft.globals, ...draft.lines, ''].join(random.chance(0.08) ? '\r\n' : '\n');
  return {
    text,
    pulls: draft.pulls,
    ...(target === undefined ? {} : { target }),
    ...(Object.keys(draft.buildArgs).length === 0 ? {} : { buildArgs: draft.buildArgs }),
  };
}

function head(random: Random): string[] {
  return random.chance(0.3) ? ['# Built by the platform team.', '# FROM commented:out AS trap'] : [];
}

function writeBuildStage(draft: Draft): void {
  const { random, lines } = draft;
  const platform = random.chance(0.36) ? '--platform=$BUILDPLATFORM ' : '';
  lines.push(`FROM ${platform}${pull(draft, 'build-stage')} AS build`, 'WORKDIR /src', 'COPY . .');
  if (random.chance(0.11))
    lines.push(`RUN --mount=type=bind,from=${pull(draft, 'mount')},target=/tools \\`, '    /tools/bin/generate --all');
  lines.push(
    'RUN set -eux; \\',
    '    ./configure --prefix=/out \\',
    '    # from here on it is slow',
    '    && make -j"$(nproc)" install',
    '',
  );
}

// Nothing leads from the final stage to it: BuildKit never pulls its image.
function writeUnusedStage(draft: Draft): void {
  draft.lines.push(`FROM ${fullName(freshBase(draft))} AS lint`, 'RUN lint .', '');
}

function writeFinalStage(draft: Draft, parent: string | undefined, isMultiStage: boolean, target: string | undefined): void {
  const { random, lines } = draft;
  const name = target === undefined ? '' : ` AS ${target}`;
  lines.push(`${random.chance(0.05) ? 'from' : 'FROM'} ${finalBase(draft, parent, isMultiStage)}${name}`);
  lines.push(
    'LABEL org.opencontainers.image.vendor="Example" \\',
    '      org.opencontainers.image.licenses="Apache-2.0"',
    'ENV APP_HOME=/srv/app LANG=C.UTF-8',
    'WORKDIR /srv/app',
  );
  if (isMultiStage) lines.push('COPY --from=build --chown=1000:1000 /out /srv/app');
  if (random.chance(0.22)) lines.push(`COPY --from=${pull(draft, 'copy-from')} /usr/local/bin/tool /usr/local/bin/tool`);
  if (!isMultiStage && random.chance(0.11)) lines.push(`RUN --mount=from=${pull(draft, 'mount')},target=/mnt cp /mnt/a /b`);
  if (random.chance(0.15)) lines.push('RUN <<EOF', 'FROM heredoc:trap', 'COPY --from=heredoc:trap /a /b', 'EOF');
  lines.push(
    'RUN addgroup -S app && adduser -S app -G app \\',
    '    && mkdir -p /srv/app/data',
    'USER app',
    'EXPOSE 8080',
    'ENTRYPOINT ["/srv/app/bin/start"]',
  );
}

function finalBase(draft: Draft, parent: string | undefined, isMultiStage: boolean): string {
  if (parent !== undefined) {
    draft.pulls.push({ image: parent, kind: 'final-base' });
    return parent;
  }
  if (isMultiStage && draft.random.chance(0.1)) return 'scratch';
  const platform = draft.random.chance(0.02) ? '--platform=linux/amd64 ' : '';
  return `${platform}${pull(draft, 'final-base')}`;
}

/** Writes down that an image is pulled, and gives the text for it: as it is, pinned to a digest, or through an ARG. */
function pull(draft: Draft, kind: Pull['kind']): string {
  const { random, pulls } = draft;
  const base = freshBase(draft);
  const digest = random.chance(0.12) ? `@sha256:${random.hex(64)}` : '';
  pulls.push({ image: `${fullName(base)}${digest}`, kind });
  const isStage = kind === 'final-base' || kind === 'build-stage';
  if (isStage && digest === '' && random.chance(0.36)) return throughArg(draft, base);
  return digest === '' ? writeBase(base, random) : `${fullName(base)}${digest}`;
}

/** ARG in FROM: a default, a default made of another, a value of images.yaml, a fallback, or a pattern. */
function throughArg({ random, globals, buildArgs }: Draft, { registry, path, tag }: BaseImage): string {
  const name = `BASE_${globals.length}`;
  const repository = `${registry}/${path}`;
  switch (random.below(5)) {
    case 0:
      globals.push(`ARG ${name}=${tag}`);
      return `${repository}:\${${name}}`;
    case 1:
      globals.push(`ARG ${name}_REPOSITORY=${repository}`, `ARG ${name}="\${${name}_REPOSITORY}:${tag}"`);
      return `$${name}`;
    case 2:
      globals.push(`ARG ${name}=not-this-one`);
      buildArgs[name] = tag;
      return `${repository}:$${name}`;
    case 3:
      globals.push(`ARG ${name}`);
      return `${repository}:\${${name}:-${tag}}`;
    default:
      globals.push(`ARG ${name}=${tag}+cut`);
      return `${repository}:\${${name}%+*}`;
  }
}

/** Never the same image twice in a Dockerfile: then every pull is an entry of its own. */
function freshBase({ random, size, used }: Draft): BaseImage {
  for (;;) {
    const base = anyBase(random, size);
    if (used.has(fullName(base))) continue;
    used.add(fullName(base));
    return base;
  }
}
