import type { KargoText } from './text.ts';

// What we write of Kargo's API (v1alpha1, Kargo 1.11). Fields that we never write are left out on purpose:
// what is not here can't be written by mistake.

/** One image repository, and which of its tags counts. */
export interface ImageSubscription {
  readonly repoURL: string;
  readonly imageSelectionStrategy: 'Digest' | 'SemVer' | 'Lexical' | 'NewestBuild';
  /** The tag with `Digest`, a range with `SemVer`. */
  readonly constraint?: string;
  readonly allowTagsRegexes?: readonly string[];
  readonly ignoreTagsRegexes?: readonly string[];
  readonly strictSemvers: boolean;
  readonly discoveryLimit: number;
}

export interface WarehouseSpec {
  readonly interval: string;
  readonly freightCreationPolicy: 'Automatic';
  readonly subscriptions: readonly { readonly image: ImageSubscription }[];
}

/** Where a Stage gets the Freight of a Warehouse from: at once, or after it went through another Stage. */
type FreightSources = { readonly direct: true } | { readonly stages: readonly string[]; readonly requiredSoakTime?: string };

export interface RequestedFreight {
  readonly origin: { readonly kind: 'Warehouse'; readonly name: string };
  readonly sources: FreightSources;
}

interface Variable {
  readonly name: string;
  readonly value?: KargoText;
}

/** JSON whose texts Kargo may evaluate. */
export type StepConfig = KargoText | number | boolean | readonly StepConfig[] | { readonly [key: string]: StepConfig };

/** A step that does something itself. */
export interface UsesStep {
  readonly uses: string;
  readonly as: string;
  readonly if?: KargoText;
  readonly retry?: { readonly timeout: string; readonly errorThreshold: number };
  readonly config: { readonly [key: string]: StepConfig };
}

/** A step that stands for the steps of a PromotionTask. */
export interface TaskStep {
  readonly task: { readonly name: string };
  readonly as: string;
  readonly vars: readonly Required<Variable>[];
}

export type PromotionStep = UsesStep | TaskStep;

export interface Verification {
  readonly analysisTemplates: readonly { readonly name: string; readonly kind: 'AnalysisTemplate' }[];
  readonly args: readonly { readonly name: string; readonly value: KargoText }[];
}

export interface StageSpec {
  readonly requestedFreight: readonly RequestedFreight[];
  readonly promotionTemplate: { readonly spec: { readonly steps: readonly PromotionStep[] } };
  readonly verification?: Verification;
}

export interface PromotionTaskSpec {
  readonly vars: readonly Variable[];
  readonly steps: readonly UsesStep[];
}

interface SecretRef {
  readonly secretRef: { readonly name: string };
}

/** A URL that registries and forges call, so that a Warehouse looks at once. */
export type WebhookReceiver = { readonly name: string } & (
  | { readonly github: SecretRef }
  | { readonly dockerhub: SecretRef }
  | { readonly generic: SecretRef & { readonly actions: readonly RefreshAction[] } }
);

interface RefreshAction {
  readonly action: 'Refresh';
  readonly whenExpression: string;
  readonly targetSelectionCriteria: readonly {
    readonly kind: 'Warehouse';
    readonly indexSelector: {
      readonly matchIndices: readonly { readonly key: 'subscribedURLs'; readonly operator: 'Equals'; readonly value: KargoText }[];
    };
  }[];
}

export interface ProjectConfigSpec {
  readonly promotionPolicies: readonly {
    readonly stageSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly autoPromotionEnabled: boolean;
  }[];
  readonly webhookReceivers?: readonly WebhookReceiver[];
}

export interface AnalysisTemplateSpec {
  readonly args: readonly { readonly name: string }[];
  readonly metrics: readonly { readonly name: string; readonly provider: { readonly job: { readonly spec: JobSpec } } }[];
}

interface JobSpec {
  readonly backoffLimit: number;
  readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: PodSpec };
}

export interface PodSpec {
  readonly serviceAccountName: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly automountServiceAccountToken: boolean;
  readonly restartPolicy: 'Never';
  /** Seconds for one attempt. */
  readonly activeDeadlineSeconds: number;
  readonly securityContext: {
    readonly runAsNonRoot: true;
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly seccompProfile: { readonly type: 'RuntimeDefault' };
  };
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string; readonly emptyDir: { readonly sizeLimit: string } }[];
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly (
    | { readonly name: string; readonly value: string }
    | { readonly name: string; readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } } }
  )[];
  readonly workingDir: string;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
  };
  readonly securityContext: {
    readonly allowPrivilegeEscalation: false;
    readonly readOnlyRootFilesystem: true;
    readonly capabilities: { readonly drop: readonly ['ALL'] };
  };
}
