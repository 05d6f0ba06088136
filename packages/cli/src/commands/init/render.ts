import type { Credential, InitReport, Proposal } from '@image-factory/use-cases';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';

/** What was found, what was written, which credentials the builds need, and what to do next. */
export function renderInit(report: InitReport, page: Page): string {
  const { files, proposals, dryRun } = report;
  const added = files.filter(({ change }) => change === 'added');
  const isNew = added.some(({ path }) => path.endsWith('images.yaml'));
  return joinSections([
    ...section(
      isNew ? `Proposed entries (${proposals.length})` : `Dockerfiles that no entry names (${proposals.length})`,
      table(['NAME', 'DOCKERFILE', 'IMAGE'], proposals.map(proposalRow), page),
      page,
    ),
    ...(isNew && proposals.length === 0 ? ['No Dockerfiles were found: images.yaml begins with an empty list.'] : []),
    ...section('Credentials', credentialLines(report, page), page),
    ...section(
      dryRun ? 'Files (dry run: nothing was written)' : 'Files',
      table(
        ['WHAT', 'PATH'],
        files.map(({ path, change }) => [change, path]),
        page,
      ),
      page,
    ),
    ...(dryRun ? added.map(({ path, text = '' }) => `${page.paint('bold', `──── ${path}`)}\n${printableLines(text)}`) : []),
    ...section('Next', table(['', ''], nextSteps(report, isNew), page), page),
  ]);
}

function proposalRow({ name, dockerfile, registry, repository, workflow }: Proposal): string[] {
  return [name, dockerfile, `${registry}/${repository}${workflow === undefined ? '' : `, built by ${workflow}`}`];
}

const needs: Readonly<Record<Credential, string>> = {
  none: 'only watched: no credentials',
  own: 'built from this repository: the GITHUB_TOKEN of the workflow run is enough',
  app: 'another repository of the same owner: a GitHub App that is installed there, with `actions: write`',
  'app-and-consent': 'a repository of another owner: a GitHub App there, and its consent in .github/image-factory.yml',
  gitlab: 'on GitLab: a pipeline trigger token of the project',
};

function credentialLines({ credentials }: InitReport, page: Page): string {
  const groups = Map.groupBy(credentials, (credential) => credential.needs);
  return [...groups]
    .filter(([credential]) => credential !== 'none')
    .flatMap(([credential, images]) =>
      wrap(
        `${counted(images.length, 'image')} ${needs[credential]}${credential === 'own' ? '.' : `: ${images.map(({ image }) => image).join(', ')}.`}`,
        page.width,
        '  ',
      ),
    )
    .join('\n');
}

function nextSteps({ dryRun, files, proposals }: InitReport, isNew: boolean): string[][] {
  if (dryRun) return [['image-factory init', 'write these files']];
  const images = files.find(({ path }) => path.endsWith('images.yaml'))?.path ?? 'images.yaml';
  if (isNew) {
    return [
      [`edit ${images}`, 'a proposal is a guess: check names, delete what you do not publish'],
      ['image-factory update', 'find what the builds pull; write state and manifests'],
    ];
  }
  const [first] = proposals;
  const enroll =
    first === undefined
      ? []
      : [
          [
            `image-factory enroll --name ${first.name} --registry ${first.registry} --repository ${first.repository} --dockerfile ${first.dockerfile}`,
            'add the first of them',
          ],
        ];
  return [...enroll, ['image-factory update', 'find what the builds pull; write state and manifests']];
}

function printableLines(text: string): string {
  return text.trimEnd().split('\n').map(printable).join('\n');
}
