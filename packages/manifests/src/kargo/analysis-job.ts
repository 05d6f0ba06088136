import { cloneUrl, type Repository } from './forge-url.ts';
import { code, expression, literal, quoted, type KargoLiteral } from './text.ts';
import type { AnalysisTemplateSpec, PodSpec, UsesStep, Verification } from './types.ts';

export const analysisTemplate = 'analyze-dockerfile';
export const analysisAccount = 'image-factory';

export interface AnalysisJob extends Repository {
  readonly branch: string;
  /** The image of the command line program. */
  readonly image: string;
  /** Name of the Secret whose key `token` may push to the factory's repository. */
  readonly gitSecret: string;
  /** Name of the Secret with which the image is pulled; undefined where anybody may. */
  readonly pullSecret?: string;
}

/**
 * The Job that Kargo runs for each new version of a managed image: the command line program clones the factory's
 * repository, analyzes the image's Dockerfile and commits what changed. Arguments are a list and never see a shell; the
 * name of the metric is short because Kubernetes makes a label of it.
 */
export function analysisTemplateSpec(job: AnalysisJob): AnalysisTemplateSpec {
  return {
    args: [{ name: 'imageName' }, { name: 'imageTag' }, { name: 'imageDigest' }],
    metrics: [
      {
        name: 'analyze',
        provider: {
          job: {
            spec: {
              backoffLimit: 4,
              template: {
                metadata: { labels: { 'app.kubernetes.io/name': 'image-factory', 'app.kubernetes.io/component': 'analysis' } },
                spec: pod(job),
              },
            },
          },
        },
      },
    ],
  };
}

// SPEC section 16: 100 MB and 30 seconds for an attempt. The deadline is the Pod's, so that the Job can try again.
function pod(job: AnalysisJob): PodSpec {
  return {
    serviceAccountName: analysisAccount,
    ...(job.pullSecret === undefined ? {} : { imagePullSecrets: [{ name: job.pullSecret }] }),
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    activeDeadlineSeconds: 30,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'analyze',
        image: job.image,
        args: [
          'analyze',
          ...['--image', '{{args.imageName}}', '--tag', '{{args.imageTag}}', '--digest', '{{args.imageDigest}}'],
          ...['--git-repo', cloneUrl(job), '--git-branch', job.branch],
          '--commit',
        ],
        env: [
          { name: 'HOME', value: '/workspace' },
          { name: 'TMPDIR', value: '/workspace' },
          {
            name: job.provider === 'gitlab' ? 'GITLAB_TOKEN' : 'GITHUB_TOKEN',
            valueFrom: { secretKeyRef: { name: job.gitSecret, key: 'token' } },
          },
        ],
        workingDir: '/workspace',
        volumeMounts: [{ name: 'workspace', mountPath: '/workspace' }],
        resources: { requests: { cpu: '100m', memory: '64M' }, limits: { cpu: '1', memory: '100M' } },
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      },
    ],
    volumes: [{ name: 'workspace', emptyDir: { sizeLimit: '256Mi' } }],
  };
}

/** What a Stage hands to the Job: names and digests are quoted, or `1.10` would become a number. */
export function analysisVerification(image: string, repository: KargoLiteral): Verification {
  const published = code`imageFrom(${quoted(repository)})`;
  return {
    analysisTemplates: [{ name: analysisTemplate, kind: 'AnalysisTemplate' }],
    args: [
      { name: 'imageName', value: literal(image) },
      { name: 'imageTag', value: expression`quote(${published}.Tag)` },
      { name: 'imageDigest', value: expression`quote(${published}.Digest)` },
    ],
  };
}

/** A step that does nothing but note what it saw: without a step Kargo would skip the verification and the soak time. */
export function noteStep(repository: KargoLiteral): UsesStep {
  const seen = code`imageFrom(${quoted(repository)})`;
  return { uses: 'compose-output', as: 'seen', config: { digest: expression`quote(${seen}.Digest)` } };
}
