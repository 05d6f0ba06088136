import type { Construct } from 'constructs';
import { AnalysisServiceAccount, ProjectNamespace, type FactoryObject } from '../infrastructure/index.ts';
import { analysisAccount, analysisTemplate, analysisTemplateSpec } from './analysis-job.ts';
import { AnalysisTemplate, Project, ProjectConfig, PromotionTask, Stage, Warehouse } from './constructs.ts';
import { notifyFactoryTask } from './notify-factory.ts';
import type { ImageObjects } from './plan.ts';
import { projectConfigSpec } from './project-config.ts';
import type { Settings } from './settings.ts';
import { startBuildTask } from './start-build.ts';

/** Names of the PromotionTasks and AnalysisTemplates that some Stage refers to. */
export type UsedNames = ReadonlySet<string>;

/** What all images share: the Project and, as far as some Stage uses them, tasks, template and account. */
export function buildShared(scope: Construct, settings: Settings, used: UsedNames): FactoryObject[] {
  const { namespace, config } = settings;
  return [
    new ProjectNamespace(scope, namespace),
    new Project(scope, namespace),
    new ProjectConfig(scope, { namespace, spec: projectConfigSpec(config) }),
    ...buildTasks(scope, settings, used),
    ...buildAnalysis(scope, settings, used),
  ];
}

/** What Kargo gets for one image. */
export function buildImage(scope: Construct, { warehouse, stages }: ImageObjects): FactoryObject[] {
  return [new Warehouse(scope, warehouse), ...stages.map((stage) => new Stage(scope, stage))];
}

export function namesUsedBy({ stages }: ImageObjects): string[] {
  return stages.flatMap(({ spec }) => [
    ...spec.promotionTemplate.spec.steps.flatMap((step) => ('task' in step ? [step.task.name] : [])),
    ...(spec.verification?.analysisTemplates ?? []).map(({ name }) => name),
  ]);
}

function buildTasks(scope: Construct, { namespace, factory }: Settings, used: UsedNames): FactoryObject[] {
  const tasks = [...(factory === undefined ? [] : [notifyFactoryTask(factory)]), startBuildTask('github'), startBuildTask('gitlab')];
  return tasks.filter(({ name }) => used.has(name)).map((task) => new PromotionTask(scope, { ...task, namespace }));
}

function buildAnalysis(scope: Construct, { namespace, analysis }: Settings, used: UsedNames): FactoryObject[] {
  if (analysis?.mode !== 'job' || !used.has(analysisTemplate)) return [];
  return [
    new AnalysisServiceAccount(scope, { name: analysisAccount, namespace }),
    new AnalysisTemplate(scope, {
      name: analysisTemplate,
      namespace,
      why: 'analyzes the Dockerfile of a managed image',
      spec: analysisTemplateSpec(analysis.job),
    }),
  ];
}
