import type { BuildAnnotation, BuildCache, BuildOutput, BuildPlan, BuildSecret } from '../types.ts';
import { normalContextName, pinContexts } from './context-names.ts';
import { escapeTemplate } from './template.ts';

/** The target that we build when there is no bake file of the user's. */
export const ownTarget = 'image';

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/**
 * A plan as a bake file in JSON: `buildx bake --file <it> <target>`, behind the user's bake file when there is one. Every
 * text arrives as it is; keys are in order, so that equal plans give equal bytes. Call it only after `checkPlan` found no error.
 *
 * With `base` the target has that name, and bake lays ours over it: single values and `platforms`, `output` and `tags`
 * replace what the file says, mappings and lists add to it. Tags are always cleared: they move when everything is verified.
 */
export function bakeDefinition(plan: BuildPlan): string {
  const name = plan.base?.target ?? ownTarget;
  const pins = pinsOf(plan);
  const pinned = Object.keys(pins).length === 0 ? [] : (plan.base?.linked ?? []);
  const linked = pinned.map((other) => [other, { contexts: textMap(pins) }] as const);
  return `${JSON.stringify({ target: { ...Object.fromEntries(linked), [name]: targetOf(plan) } }, undefined, 2)}\n`;
}

function targetOf(plan: BuildPlan): Json {
  return withoutEmpty({
    context: plan.context === undefined ? undefined : escapeTemplate(plan.context),
    dockerfile: plan.dockerfile === undefined ? undefined : escapeTemplate(plan.dockerfile),
    target: plan.stage === undefined ? undefined : escapeTemplate(plan.stage),
    call: 'build',
    platforms: plan.platforms,
    args: textMap({ ...epochArgument(plan), ...plan.buildArgs }),
    contexts: textMap({ ...pinsOf(plan), ...contextsOf(plan) }),
    secret: plan.secrets.map(secret),
    ssh: plan.ssh.map(({ id, paths }) => ({ id: escapeTemplate(id), ...(paths.length === 0 ? {} : { paths: paths.map(escapeTemplate) }) })),
    'cache-from': plan.cacheFrom.map(cache),
    'cache-to': plan.cacheTo.map(cacheTo),
    pull: plan.pull ? true : undefined,
    'no-cache': plan.noCache ? true : undefined,
    network: plan.network,
    labels: textMap(plan.labels),
    annotations: plan.annotations.filter((each) => isPossible(each, plan)).map((each) => annotation(each, plan)),
    attest: attestations(plan),
    output: [textMap(output(plan.output, plan))],
    tags: [],
  });
}

function pinsOf(plan: BuildPlan): Record<string, string> {
  return Object.fromEntries(pinContexts(plan).map(({ name, source }) => [name, source]));
}

/** As `--build-context` of buildx does; BuildKit finds no other spelling. */
function contextsOf({ contexts }: BuildPlan): Record<string, string> {
  return Object.fromEntries(Object.entries(contexts).map(([name, source]) => [normalContextName(name), source]));
}

/** BuildKit's own argument for it; the user's, when there is one, goes before. */
function epochArgument({ sourceDateEpoch }: BuildPlan): Record<string, string> {
  return sourceDateEpoch === undefined ? {} : { SOURCE_DATE_EPOCH: String(sourceDateEpoch) };
}

function secret(each: BuildSecret): Json {
  const { id } = each;
  return each.from === 'file' ? textMap({ id, src: each.path }) : textMap({ id, env: each.variable });
}

function cache({ type, attributes }: BuildCache): Json {
  return textMap({ ...attributes, type });
}

/** A cache that can not be kept costs time later; it is no reason to throw away what was built. `inline` knows no such word. */
function cacheTo({ type, attributes }: BuildCache): Json {
  return cache({ type, attributes: type === 'inline' ? attributes : { 'ignore-error': 'true', ...attributes } });
}

/** BuildKit refuses notes on an index that is not made, and on platforms that are not built. */
function isPossible(each: BuildAnnotation, plan: BuildPlan): boolean {
  if (each.on === 'index') return hasIndex(plan);
  return each.platform === undefined || plan.platforms.length === 0 || plan.platforms.includes(each.platform);
}

/** Whether the result is an index: several platforms, or statements beside the image. */
function hasIndex({ platforms, attest }: BuildPlan): boolean {
  return platforms.length > 1 || attest.provenance !== 'none' || attest.sbom !== false;
}

/** Of a lone manifest nobody says which platform it is for: BuildKit would lose a note for that platform. */
function annotation(each: BuildAnnotation, plan: BuildPlan): string {
  const level = each.on === 'index' || each.platform === undefined || !hasIndex(plan) ? each.on : `manifest[${each.platform}]`;
  return escapeTemplate(`${level}:${each.key}=${each.value}`);
}

function attestations({ attest: { provenance, sbom } }: BuildPlan): readonly Json[] {
  const how = provenance === 'none' ? { disabled: 'true' } : { mode: provenance, version: 'v1' };
  const list = sbom === false ? { disabled: 'true' } : sbom === true ? {} : { generator: escapeTemplate(sbom) };
  return [
    { type: 'provenance', ...how },
    { type: 'sbom', ...list },
  ];
}

function output(to: BuildOutput, { rewriteTimestamp, sourceDateEpoch }: BuildPlan): Record<string, string> {
  const common = {
    'oci-mediatypes': 'true',
    ...(rewriteTimestamp && sourceDateEpoch !== undefined ? { 'rewrite-timestamp': 'true' } : {}),
  };
  switch (to.kind) {
    case 'registry':
      return {
        type: 'image',
        name: to.name,
        push: 'true',
        ...(to.pushByDigest ? { 'push-by-digest': 'true', 'name-canonical': 'true' } : {}),
        ...common,
      };
    case 'oci-layout':
      return { type: 'oci', dest: to.path, tar: 'false', ...common };
    case 'none':
      return { type: 'cacheonly' };
  }
}

/** Names and values in order, both as templates: bake reads names as such, too. */
function textMap(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [escapeTemplate(key), escapeTemplate(value)]));
}

/** Without what says nothing; an empty `tags` clears those of the file below. */
function withoutEmpty(target: Readonly<Record<string, Json | undefined>>): Json {
  const said = Object.entries(target).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined && (entry[0] === 'tags' || !isEmpty(entry[1])),
  );
  return Object.fromEntries(said);
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && Object.keys(value).length === 0;
}
