import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerfileCases } from '@image-factory/testkit';
import { root } from '../root.ts';
import { pulls, refused, type Answer, type Question } from './question.ts';
import { imagesOf, type RenovateDependency } from './renovate.ts';

/** The cases of one file. */
export interface CaseFile {
  readonly name: string;
  readonly questions: readonly Question[];
  /** What Renovate said when the cases were written down, by id. */
  readonly recorded?: ReadonlyMap<string, Answer>;
}

const shared = join(root, '../shared/cases');

/** @returns those that are there; a clone alone has our own */
export function readCaseFiles(): CaseFile[] {
  return [...(existsSync(shared) ? [...renovateCases(), dependabotCases(), bashbrewCases()] : []), ownCases()];
}

function ownCases(): CaseFile {
  const questions = dockerfileCases.map((row) => ({
    id: row.id,
    text: row.text,
    build: row,
    everyStage: false,
    wanted: 'pulls' in row ? pulls(row.pulls) : refused,
  }));
  return { name: 'our own', questions };
}

function parsed(file: string): unknown {
  return JSON.parse(readFileSync(join(shared, file), 'utf8'));
}

interface Cases<Row> {
  readonly cases: readonly Row[];
}

interface RenovateRow {
  readonly id: string;
  readonly dockerfile: string;
  readonly dockerfileStrict?: string;
  readonly renovate: readonly RenovateDependency[] | null;
  readonly buildkit: { readonly externalImages: readonly string[]; readonly defaultTarget: readonly string[]; readonly error?: string };
}

/** Twice: what a build of the last stage pulls, and what builds of all stages pull, which is the most that Renovate can know. */
function renovateCases(): CaseFile[] {
  const { cases: all } = parsed('dockerfiles.json') as Cases<RenovateRow>;
  const recorded = new Map(all.map(({ id, renovate }) => [id, pulls(imagesOf(renovate ?? []))]));
  const questions = (everyStage: boolean): Question[] =>
    all.map(({ id, dockerfile, dockerfileStrict = dockerfile, buildkit }) => {
      const images = everyStage ? buildkit.externalImages : buildkit.defaultTarget;
      return { id, text: dockerfileStrict, build: {}, everyStage, wanted: buildkit.error === undefined ? pulls(images) : refused };
    });
  return [
    { name: 'dockerfiles.json, all stages', questions: questions(true), recorded },
    { name: 'dockerfiles.json, the last stage', questions: questions(false), recorded },
  ];
}

interface DependabotRow {
  readonly id: string;
  readonly dockerfile: string;
  readonly expect: readonly { readonly name: string; readonly tag?: string; readonly digest?: string; readonly registry?: string }[];
}

/** Dependabot drops an image without tag and digest; BuildKit pulls its `latest`. */
const buildkitAndDependabot: Readonly<Record<string, Answer>> = { 'dependabot-02': pulls(['docker.io/library/ubuntu:latest']) };

function dependabotCases(): CaseFile {
  const { cases } = parsed('dependabot-dockerfiles.json') as Cases<DependabotRow>;
  const questions = cases.map(({ id, dockerfile, expect }): Question => {
    const images = expect.map(({ name, tag, digest, registry = 'docker.io' }) => {
      const path = registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name;
      return `${registry}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest.startsWith('sha256:') ? digest : `sha256:${digest}`}`}`;
    });
    return { id, text: dockerfile, build: {}, everyStage: true, wanted: buildkitAndDependabot[id] ?? pulls(images) };
  });
  return { name: 'dependabot-dockerfiles.json', questions };
}

interface BashbrewRow {
  readonly id: string;
  readonly dockerfile: string;
  readonly expectedExternal: readonly string[];
}

/** A mount knows no numbers of stages, and blanks that are continued are no empty file. */
const buildkitAndBashbrew: Readonly<Record<string, Answer>> = {
  'bashbrew-06': refused,
  'bashbrew-08': pulls(['docker.io/library/2:latest', 'docker.io/library/bash:latest']),
};

function bashbrewCases(): CaseFile {
  const { cases } = parsed('bashbrew-dockerfiles.json') as Cases<BashbrewRow>;
  const questions = cases.map(({ id, dockerfile, expectedExternal }): Question => {
    const wanted = buildkitAndBashbrew[id] ?? pulls(expectedExternal.map((image) => `docker.io/library/${image}`));
    return { id, text: dockerfile, build: {}, everyStage: true, wanted };
  });
  return { name: 'bashbrew-dockerfiles.json', questions };
}
