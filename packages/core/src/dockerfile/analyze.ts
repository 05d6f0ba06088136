import type { Checked } from '../problem/index.ts';
import { describeStages, doubtfulImages, mergeDoubtful, mergeImages, pulledImages } from './build/pulled.ts';
import { isNumber, planBuild, type BuildPlan, type PlanComplaint } from './build/plan-build.ts';
import { checkDirective } from './checks/check-directive.ts';
import { complain } from './complaint.ts';
import { findFrontend, type Frontend } from './frontend-image.ts';
import { limits } from './limits.ts';
import { isLongerThan } from '../text/index.ts';
import { Places } from './places.ts';
import { defaultPlatform } from './platform.ts';
import { Report } from './report.ts';
import { parseDockerfile, type Dockerfile } from './syntax/parse-dockerfile.ts';
import type { BuildOptions, BuildStage, DockerfileAnalysis, PulledImage } from './types.ts';

type Analysis = Checked<DockerfileAnalysis>;

/**
 * Says exactly which images BuildKit would pull to build a Dockerfile for a target, platforms, build arguments and
 * named contexts (SPEC section 4). Total: any text gives a result, in time linear in its length.
 *
 * An image that is used twice in the same way is one entry, at its first line; used in two ways, it is two. A file
 * that BuildKit would refuse has no images but its frontend, and an error for each reason. What depends on an ARG that
 * nobody gives a value is `unknown` with a warning, since the real build may give it; with `complete` options it is
 * refused, as BuildKit does. Without `platforms` the build is for the platform that it runs on.
 *
 * Not judged: values in a stage that depend on variables, lint rules made errors by `# check=error=true`,
 * `SOURCE_DATE_EPOCH`, a mount without `target` where the base's working folder is not known, and paths of Windows. None of them changes which images are pulled.
 */
export function analyzeDockerfile(text: string, options: BuildOptions): Analysis {
  const report = new Report(options, new Places(text));
  if (isLongerThan(text, limits.fileBytes)) {
    return refuse(report, [complain(`The Dockerfile is larger than ${limits.fileBytes / 1024} KiB.`, { code: 'dockerfile/too-large' })]);
  }
  const frontend = findFrontend(text, options);
  if (!frontend.ok) return refuse(report, [frontend.error]);
  const images = frontend.value === undefined ? [] : [frontend.value.image];
  const file = parseDockerfile(text);
  const badCheck = checkDirective(text);
  const complaints = badCheck === undefined ? file.complaints : [...file.complaints, badCheck];
  if (complaints.length === 0) return analyzeBuilds(file, frontend.value, options, report);
  if (frontend.value?.isDockerfile !== false) return refuse(report, complaints, images);
  return { value: refusal(images), problems: [report.frontend(frontend.value, false)] };
}

/** @param images - the frontend, which is pulled before it can refuse */
function refuse(report: Report, complaints: readonly PlanComplaint[], images: readonly PulledImage[] = []): Analysis {
  return { value: refusal(images), problems: report.refusals(complaints) };
}

function refusal(images: readonly PulledImage[], stages: readonly BuildStage[] = []): DockerfileAnalysis {
  return { images, unknown: [], stages, refused: true };
}

/** One build for each platform, and what they have in common. */
function analyzeBuilds(file: Dockerfile, frontend: Frontend | undefined, options: BuildOptions, report: Report): Analysis {
  const plans: BuildPlan[] = [];
  const complaints: PlanComplaint[] = [];
  const { platforms = [], buildPlatform = defaultPlatform, target, everyLine } = options;
  for (const platform of platforms.length === 0 ? [buildPlatform] : platforms) {
    const plan = planBuild(file, platform, options);
    if (plan.ok) plans.push(plan.value);
    else complaints.push(plan.error);
  }
  const stages = describeStages(file, plans);
  const frontendImages = frontend === undefined ? [] : [frontend.image];
  if (complaints.length > 0) return { value: refusal(frontendImages, stages), problems: report.refusals(complaints) };
  const doubtful = mergeDoubtful(plans.flatMap(doubtfulImages));
  return {
    value: {
      images: mergeImages([...frontendImages, ...plans.flatMap(pulledImages)], everyLine),
      unknown: doubtful.filter(({ isNeeded }) => isNeeded).map(({ use, written, line, why }) => ({ use, written, line, why })),
      stages,
      refused: false,
    },
    problems: [
      ...doubtful.map((image) => report.unknownImage(image)),
      ...oncePerLine(plans.flatMap(({ demands }) => demands)).map((words) => report.missingArgument(words)),
      ...oncePerLine(plans.flatMap(({ doubts }) => doubts.platforms)).map((words) => report.unknownPlatform(words)),
      ...oncePerLine(plans.flatMap(({ doubts }) => doubts.bases)).map((words) => report.emptyArgument(words)),
      ...(target !== undefined && isNumber(target) ? [report.numberedTarget(target)] : []),
      ...(frontend === undefined || frontend.isDockerfile ? [] : [report.frontend(frontend, true)]),
    ],
  };
}

function oncePerLine<T extends { readonly line: number }>(found: readonly T[]): readonly T[] {
  return [...new Map(found.map((words) => [words.line, words])).values()];
}
