import { error, type Checked, type Problem } from '../../problem/index.ts';
import { isLongerThan, suggest } from '../../text/index.ts';
import { openRun, parseHcl, parseHclJson, type Body, type Complaint, type SourceText } from '../hcl/index.ts';
import type { BuildDefinition } from '../types.ts';
import { membersOf, readConfig, type Config } from './config.ts';
import { toDefinition } from './definition.ts';
import { readFunctions } from './functions.ts';
import { openInstances } from './instances.ts';
import { followLinks } from './links.ts';
import { evaluateEagerly, openScope, resolveName } from './names.ts';
import { matchNames } from './patterns.ts';
import { toProblems } from './problems.ts';
import { openResolver, type Unresolved } from './resolve.ts';
import { bakeShapes } from './shapes.ts';
import type { BakeFile, BakeOptions, BakeSource } from './types.ts';
import { validateFunctions } from './validate-functions.ts';
import { validateVariables } from './validate.ts';
import { declare, type World } from './world.ts';

/** Larger than any that people write. */
const maxBytes = 1024 * 1024;

/**
 * Reads bake files as `docker buildx bake --print` does, without a run: what only a run can tell is unknown.
 *
 * @param files - in the order in which bake reads them; a later one overrides an earlier one. Not compose files
 * @returns the targets that are not wrong; an error for everything that bake would refuse
 * @see https://docs.docker.com/build/bake/reference/
 */
export function readBake(files: readonly BakeSource[], options: BakeOptions = {}): Checked<BakeFile> {
  const none: BakeFile = { targets: new Map(), groups: new Map() };
  const tooLarge = files.find(({ text }) => isLongerThan(text, maxBytes));
  if (tooLarge !== undefined) {
    return {
      value: none,
      problems: [error('definition/too-large', 'The bake file is larger than 1 MiB.', { source: { file: tooLarge.file } })],
    };
  }
  const parsed = files.map(parseFile);
  const broken = parsed.flatMap(({ complaint }) => complaint ?? []);
  if (broken.length > 0) return { value: none, problems: toProblems('bake/syntax', broken) };
  const { world, complaints } = openWorld(
    parsed.map(({ body }) => body),
    options,
  );
  if (complaints.length > 0) return { value: none, problems: toProblems('bake/invalid', complaints) };
  const config = evaluateWorld(world);
  if (world.run.complaints.length > 0) return { value: none, problems: toProblems('bake/invalid', world.run.complaints) };
  return resolveTargets(config, files, options.targets);
}

function parseFile({ file, text }: BakeSource): { body: Body; complaint: Complaint | undefined } {
  const json: SourceText = { file, text, json: true };
  if (file.endsWith('.json')) return parseHclJson(json, bakeShapes);
  const native = parseHcl({ file, text });
  if (native.complaint === undefined || file.endsWith('.hcl')) return native;
  const other = parseHclJson(json, bakeShapes);
  return other.complaint === undefined ? other : native;
}

function openWorld(
  bodies: readonly Body[],
  { variables = {} }: BakeOptions,
): { world: World & { blocks: ReturnType<typeof declare>['blocks'] }; complaints: readonly Complaint[] } {
  const declared = declare(bodies);
  const { functions, complaints } = readFunctions(declared.functions);
  const world: World & { blocks: typeof declared.blocks } = {
    variables: declared.variables,
    attributes: declared.attributes,
    functions,
    given: variables,
    values: new Map(),
    open: new Set(),
    missing: new Map(),
    instances: undefined,
    blocks: declared.blocks,
    depth: 0,
    run: openRun({
      resolve: (name, steps, from, span) => resolveName(world, name, steps, from, span),
      functionOf: (name) => functions.get(name),
      known: () => [...declared.variables.keys(), ...declared.attributes.keys()],
    }),
  };
  return { world, complaints: [...declared.complaints, ...complaints] };
}

/** In bake's order: variables and what is demanded of them, then targets and groups, then everything else. */
function evaluateWorld(world: ReturnType<typeof openWorld>['world']): Config {
  for (const { name, block } of world.variables.values()) resolveName(world, name, [], openScope(world, block.file), block);
  validateVariables(world);
  validateFunctions(world);
  const instances = {
    target: world.blocks.filter(({ type }) => type === 'target').flatMap((block) => openInstances(world, block)),
    group: world.blocks.filter(({ type }) => type === 'group').flatMap((block) => openInstances(world, block)),
  };
  world.instances = instances;
  const config = readConfig(world);
  for (const { name, value, file } of world.attributes.values()) {
    if (!world.values.has(name)) world.values.set(name, evaluateEagerly(world, value, openScope(world, file)));
  }
  return config;
}

function resolveTargets(config: Config, files: readonly BakeSource[], wanted: readonly string[] | undefined): Checked<BakeFile> {
  const names = (wanted ?? ['*']).flatMap((name) => matchNames(config, name.replaceAll('.', '_')));
  const members = names.flatMap((name) => membersOf(config, name));
  const { reached, wrong } = followLinks(members, openResolver(config));
  const targets = new Map<string, BuildDefinition>();
  const refused: Unresolved[] = [...wrong];
  for (const resolved of reached) {
    const definition = toDefinition(resolved);
    if ('message' in definition) refused.push(definition);
    else targets.set(resolved.name, definition);
  }
  const groups = new Map([...config.groups.keys()].map((name) => [name, membersOf(config, name).map((member) => member.name)]));
  return { value: { targets, groups }, problems: refused.map((one) => toTargetProblem(one, config, files)) };
}

function toTargetProblem({ instance, message }: Unresolved, config: Config, files: readonly BakeSource[]): Problem {
  const [named = ''] = /`([^`]*)`/.exec(message)?.slice(1) ?? [];
  const meant = config.targets.has(named) ? undefined : suggest(named, [...config.targets.keys(), ...config.groups.keys()]);
  const hint = meant === undefined ? {} : { hint: `Did you mean \`${meant}\`?` };
  if (instance !== undefined) {
    const { file, start, end } = instance.block;
    return { ...toProblems('bake/unresolved', [{ source: file, span: { start, end }, message }])[0], ...hint } as Problem;
  }
  return error('bake/unresolved', message, { ...hint, ...(files[0] && { source: { file: files[0].file } }) });
}
