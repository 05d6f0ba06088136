import { error, type Problem } from '@image-factory/core/problem';
import { enroll, type EnrollReport } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { renderDiff } from '../../report/diff.ts';
import { joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table } from '../../terminal/table.ts';
import type { enrollSpec } from './spec.ts';

type Options = Parsed<typeof enrollSpec>['options'];

export async function runEnroll({ options }: Parsed<typeof enrollSpec>, { place, ports, log }: Context): Promise<Outcome> {
  const { name } = options;
  const problems = checkEnroll(options);
  if (name === undefined || problems.length > 0) return refused(problems);
  const report = await enroll({ dir: place.dir, entry: { ...draftOf(options), name }, dryRun: options['dry-run'] }, { ...ports, log });
  const { dryRun, changed, path, problems: found } = report;
  return { report: { dryRun, changed, name, path }, problems: found, changed, render: (page) => renderEnroll(report, page) };
}

/** What belongs together: the keys that every entry has, and one of the two kinds. */
function checkEnroll(options: Options): Problem[] {
  const missing = (['name', 'registry', 'repository'] as const)
    .filter((name) => options[name] === undefined)
    .map((name) =>
      error('inputs/missing', `enroll needs --${name}.`, {
        hint: 'For example: image-factory enroll --name shop --registry ghcr.io --repository acme/shop --dockerfile apps/shop/Dockerfile',
      }),
    );
  return [...missing, ...checkKind(options)];
}

const builtOnly = ['source-repo', 'source-host', 'branch', 'context', 'target', 'platform', 'workflow', 'pipeline', 'job'] as const;

function checkKind({ dockerfile, strategy, constraint, 'allow-tags': allowTags, ...options }: Options): Problem[] {
  const isWatched = allowTags !== undefined || constraint !== undefined;
  if (dockerfile !== undefined) {
    const misplaced = [
      ...(allowTags === undefined ? [] : ['--allow-tags']),
      ...(constraint === undefined ? [] : ['--constraint']),
      ...(strategy === undefined ? [] : ['--strategy']),
    ];
    return misplaced.map((name) =>
      error('inputs/invalid', `${name} is for images that are only watched, and --dockerfile makes this one that we build.`, {
        hint: 'Leave one of the two out.',
      }),
    );
  }
  const misplaced = builtOnly.filter((name) => options[name] !== undefined && options[name].length > 0);
  if (misplaced.length > 0)
    return misplaced.map((name) => error('inputs/missing', `--${name} needs --dockerfile: it is for images that we build.`));
  if (isWatched) return [];
  return [
    error(
      'inputs/one-of',
      'enroll needs --dockerfile for an image that we build, or --allow-tags or --constraint for one that is only watched.',
    ),
  ];
}

/** The entry as images.yaml has it. */
function draftOf(options: Options): Readonly<Record<string, unknown>> {
  const { registry, repository, owner, description, dockerfile, branch, context, target, platform, workflow, pipeline, job, constraint } =
    options;
  const place = {
    provider: options['source-provider'],
    host: options['source-host'],
    repo: options['source-repo'],
    branch: branch ?? 'main',
    dockerfile,
  };
  const source = { ...place, context, target, platforms: platform.length === 0 ? undefined : platform, workflow, pipeline, job };
  return {
    registry,
    repository,
    source: dockerfile === undefined ? undefined : source,
    allowTags: options['allow-tags'],
    constraint,
    imageSelectionStrategy: options.strategy,
    rebuildDelay: options['rebuild-delay'],
    autoRebuild: options['no-auto-rebuild'] ? false : undefined,
    owner,
    description,
  };
}

function renderEnroll({ changed, dryRun, name, path, before, after }: EnrollReport, page: Page): string {
  if (!changed) return '';
  const next = [['image-factory update', 'find what it pulls; write state and manifests']];
  return joinSections([
    renderDiff(path, before, after, page),
    page.paint('green', dryRun ? `${name} would be enrolled; nothing was written.` : `${name} is enrolled in ${path}.`),
    ...(dryRun ? [] : section('Next', table(['', ''], next, page), page)),
  ]);
}
