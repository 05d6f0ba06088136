import * as z from 'zod';
import { formatReference } from '../reference/index.ts';
import { ok } from '../text/index.ts';
import {
  parseAccount,
  parseAuthorName,
  parseBranchName,
  parseDelay,
  parseEmail,
  parseHost,
  parseHostPattern,
  parseImage,
  parseLabelKey,
  parseObjectName,
  parsePrincipal,
  parseProbability,
  parseProjectNumber,
  parseRegistry,
  parseRepoPath,
  parseSlugOfAnyForge,
  parseWorkflowFile,
  sentence,
  type Parsed,
} from './grammar/index.ts';
import { notification } from './factory-notifications.ts';
import { choice, flag, listOf, listOrNothing, mapOf, section, strict, text, wholeNumber } from './leaves.ts';
import { Hold } from './schema.ts';

const delay = (description: string, byDefault: string) =>
  text(parseDelay, { description, default: byDefault, pattern: '^[0-9]{1,4}[mhdw]$' }).prefault(byDefault);
const objectName = (description: string, byDefault: string) =>
  text(parseObjectName, { description, default: byDefault }).prefault(byDefault);

const holdOnBase = strict(
  {
    image: text(parseImageName, { description: 'The base image.', examples: ['docker.io/library/node:22'] }),
    ...Hold.def.out.shape,
  },
  { description: 'A base image whose changes start nothing.' },
);

const lookOften = strict(
  {
    image: text(parseImageName, {
      description: 'The image; without a tag all of its repository.',
      examples: ['docker.io/library/node:22'],
    }),
    every: text(parseDelay, { description: 'How often Kargo looks.', examples: ['12h'], pattern: '^[0-9]{1,4}[mhdw]$' }),
  },
  { description: 'An image that Kargo looks at more or less often than at others.' },
);

const registry = strict(
  {
    realms: listOf(text(parseHost, { description: 'A host.' }), 20, {
      description: 'Hosts that may ask for the credentials of this registry.',
    }).exactOptional(),
    mirror: text(parseRegistry, { description: 'A registry to ask instead.', examples: ['mirror.example.com'] }).exactOptional(),
    redirects: listOf(text(parseHostPattern, { description: 'A host, or with a dot in front all hosts below one.' }), 20, {
      description:
        'Hosts that this registry keeps its content on, besides those of the large clouds: it may lead there. They are shown no credentials.',
      examples: [['cdn.example.com', '.objects.example.com']],
    }).exactOptional(),
    pulls: wholeNumber(1, 100_000_000, {
      description:
        'How many manifests the registry gives out in six hours; the Warehouses of Kargo together take half of them at most. Docker Hub: 100 to those without an account.',
      examples: [200],
    }).exactOptional(),
  },
  { description: 'A registry.' },
);

/** Where the large registries hand out tokens; built in. */
export const knownRealms = {
  'docker.io': { realms: ['auth.docker.io'] },
  'ghcr.io': { realms: ['ghcr.io'] },
  'quay.io': { realms: ['quay.io'] },
};

/** factory.yaml: every key with its default. The commented file that `init` writes and the editors' schema are made from this. */
export const Factory = section(
  {
    repository: text(parseSlugOfAnyForge, {
      description: 'The repository that the factory lives in. Needed for everything that is dispatched to it.',
      examples: ['acme/image-factory'],
    }).exactOptional(),
    provider: choice(['github', 'gitlab'], { description: 'The forge that the factory lives on.', default: 'github' }).prefault('github'),
    host: text(parseHost, {
      description: 'The host of the forge. Without it: github.com or gitlab.com.',
      examples: ['git.example.com'],
    }).exactOptional(),
    branch: text(parseBranchName, { description: 'The branch that holds images.yaml.', default: 'main' }).prefault('main'),
    watcher: choice(['observe', 'kargo'], {
      description: 'Who watches the base images: the hourly sweep of the factory itself (`observe`), or Kargo in a cluster (`kargo`).',
      default: 'observe',
    }).prefault('observe'),
    rebuild: section(
      {
        settle: delay('How long a new digest must stay the same before it counts.', '2h'),
        coordination: delay('Updates of several base images within this time are one rebuild.', '30m'),
        maxPerRun: wholeNumber(0, 10_000, { description: 'Most rebuilds that one run starts.', default: 20 }).prefault(20),
        maxPerHour: wholeNumber(0, 10_000, { description: 'Most rebuilds that are started within an hour.', default: 60 }).prefault(60),
        priorities: z
          .array(choice(['cve', 'manual', 'parent', 'routine'], { description: 'Why an image is rebuilt.' }))
          .meta({
            description: 'What goes first when not everything can be started at once: all four, in the order wanted.',
            default: ['cve', 'manual', 'parent', 'routine'],
          })
          .prefault(['cve', 'manual', 'parent', 'routine']),
        cve: section(
          {
            severity: choice(['critical', 'high', 'medium', 'low', 'none'], {
              description: 'A fixed vulnerability of this severity or above does not wait for the delay; `none`: always wait.',
              default: 'critical',
            }).prefault('critical'),
            kev: flag({ description: 'Whether a vulnerability that CISA lists as exploited never waits.', default: true }).prefault(true),
            epss: text(parseProbability, {
              description:
                'A fixed vulnerability that is exploited within 30 days with this probability (EPSS, 0 to 1) or more does not wait either; without it EPSS plays no part.',
              examples: ['0.5'],
              type: ['string', 'number'],
              pattern: '^(?:0|1|0?\\.[0-9]{1,9}|1\\.0{1,9})$',
            }).exactOptional(),
          },
          { description: 'Which vulnerabilities make a rebuild urgent.' },
        ).prefault({}),
        emergency: listOrNothing(text(parsePrincipal, { description: 'A user or team.' }), 100, {
          description: 'Who may start a rebuild that waits for nothing.',
          examples: [['octocat', '@acme/security']],
        }),
      },
      { description: 'When images are rebuilt, and how many at once.' },
    ).prefault({}),
    holds: listOrNothing(holdOnBase, 1000, {
      description: 'Base images whose changes start nothing for a while.',
      examples: [[{ image: 'docker.io/library/node:22', reason: 'Breaks our tests', until: '2026-12-01T00:00:00Z' }]],
    }),
    commit: section(
      {
        mode: choice(['push', 'pull-request'], {
          description: 'How changes of definitions get into the repository.',
          default: 'push',
        }).prefault('push'),
        stateBranch: text(parseBranchName, {
          description: 'A branch of its own for state and manifests, for repositories whose branch is protected.',
          examples: ['image-factory-state'],
        }).exactOptional(),
        author: section(
          {
            name: text(parseAuthorName, { description: 'Name.', default: 'Image Factory Bot' }).prefault('Image Factory Bot'),
            email: text(parseEmail, { description: 'E-mail address.', default: 'bot@example.com' }).prefault('bot@example.com'),
          },
          { description: 'Who the commits are by.' },
        ).prefault({}),
        deadline: delay('How long a commit is tried again when others commit at the same time.', '5m'),
      },
      { description: 'How the factory writes into its repository.' },
    ).prefault({}),
    kargo: section(
      {
        namespace: objectName('The namespace of the Kargo project.', 'image-factory-kargo'),
        analysis: choice(['dispatch', 'job'], {
          description: 'Where new versions are analyzed: in a workflow of the factory (`dispatch`) or in a Job in the cluster (`job`).',
          default: 'dispatch',
        }).prefault('dispatch'),
        rebuild: choice(['factory', 'direct'], {
          description: 'Who decides about rebuilds: the factory, or Kargo by itself, which then needs a token for every source repository.',
          default: 'factory',
        }).prefault('factory'),
        dispatch: choice(['repository_dispatch', 'workflow_dispatch'], {
          description: 'How Kargo reaches the factory. `workflow_dispatch` works with a token that can not push.',
          default: 'repository_dispatch',
        }).prefault('repository_dispatch'),
        workflow: text((value): Parsed<string> => parseWorkflowFile(value), {
          description: 'The workflow that receives `workflow_dispatch`.',
          default: 'image-factory.yml',
        }).prefault('image-factory.yml'),
        upstreamInterval: delay(
          'How often Kargo looks at base images. Docker Hub, which counts each time as a pull: no less than 24h.',
          '24h',
        ),
        managedInterval: delay('How often Kargo looks for new versions of our own images, should no receiver tell it.', '1h'),
        intervals: listOrNothing(lookOften, 10_000, {
          description: 'How often Kargo looks at single images, whatever is said above.',
          examples: [[{ image: 'docker.io/library/node:22', every: '12h' }]],
        }),
        jobImage: text(imageOrNothing, {
          description: 'The image of the command line program, for `analysis: job`.',
          default: '',
          examples: ['ghcr.io/acme/image-factory:1'],
        }).prefault(''),
        gitlabProject: text(parseProjectNumber, {
          description: 'GitLab: the number of the project of the factory.',
          examples: ['4711'],
          type: ['string', 'number'],
        }).exactOptional(),
        secrets: section(
          {
            dispatch: objectName('For dispatches to the factory.', 'github-dispatch'),
            git: objectName('For cloning and pushing.', 'github-credentials'),
            pull: text(parseObjectName, {
              description: 'For pulling `jobImage` from a registry that is not public, of type `kubernetes.io/dockerconfigjson`.',
              examples: ['registry-pull'],
            }).exactOptional(),
          },
          { description: 'Names of Secrets in the namespace.' },
        ).prefault({}),
        receivers: section(
          {
            github: text(parseObjectName, { description: 'GitHub.', examples: ['github-webhook'] }).exactOptional(),
            dockerhub: text(parseObjectName, { description: 'Docker Hub.', examples: ['dockerhub-webhook'] }).exactOptional(),
            generic: text(parseObjectName, { description: 'Anything else.', examples: ['generic-webhook'] }).exactOptional(),
          },
          { description: 'Webhook receivers: the name of the Secret of each.' },
        ).prefault({}),
      },
      { description: 'What is generated for Kargo.' },
    ).prefault({}),
    backstage: section(
      {
        enabled: flag({ description: 'Whether catalog entities are written.', default: true }).prefault(true),
        namespace: objectName('The namespace of the ConfigMaps.', 'backstage'),
        owner: text((value) => sentence(value, 200), {
          description: 'The owner of images that name none.',
          default: 'platform-team',
        }).prefault('platform-team'),
        system: text((value) => sentence(value, 200), {
          description: 'The system that the images belong to.',
          default: 'image-factory',
        }).prefault('image-factory'),
        label: text(parseLabelKey, {
          description: 'The label by which Backstage finds the ConfigMaps; its value is "true".',
          default: 'eda.io/backstage-catalog',
        }).prefault('eda.io/backstage-catalog'),
      },
      { description: 'The Backstage catalog.' },
    ).prefault({}),
    registries: mapOf(parseRegistry, registry, {
      description:
        'Registries: who may ask for their credentials, mirrors, and where their content lies. Those below count even when they are left out.',
      default: knownRealms,
    }).prefault({}),
    allow: section(
      {
        owners: listOrNothing(text(parseAccount, { description: 'An owner.' }), 1000, {
          description: 'Owners of source repositories that images may be built from, beside the owner of `repository`.',
          examples: [['acme', 'acme-labs']],
        }),
        hosts: listOrNothing(text(parseHost, { description: 'A host.' }), 100, {
          description: 'Hosts of source repositories, beside `host`.',
          examples: [['git.example.com']],
        }),
      },
      { description: 'What images.yaml may ask for.' },
    ).prefault({}),
    notifications: listOrNothing(notification, 50, {
      description: 'Who is told when something needs a person.',
      examples: [[{ type: 'slack', secret: 'SLACK_WEBHOOK' }, { type: 'issue' }]],
    }),
    layout: section(
      {
        manifest: text(parseRepoPath, { description: 'The manifests for the cluster.', default: 'dist/image-factory.k8s.yaml' }).prefault(
          'dist/image-factory.k8s.yaml',
        ),
        catalog: text(parseRepoPath, { description: 'The Backstage catalog.', default: 'dist/backstage-catalog.k8s.yaml' }).prefault(
          'dist/backstage-catalog.k8s.yaml',
        ),
        shardThreshold: wholeNumber(1, 100_000, {
          description: 'With more images than this the manifests and the catalog are each split into several files.',
          default: 500,
        }).prefault(500),
      },
      { description: 'Where generated files go.' },
    ).prefault({}),
  },
  { description: 'How this factory works. Owned by the operator; nothing here can be set from images.yaml.' },
);
export type Factory = z.infer<typeof Factory>;

function parseImageName(value: string): Parsed<string> {
  const image = parseImage(value);
  return image.ok ? ok(formatReference(image.value)) : image;
}

function imageOrNothing(value: string): Parsed<string> {
  return value === '' ? ok(value) : parseImageName(value);
}
