import type { FactoryConfig } from '@image-factory/core/enrollment';
import { autoPromote } from './constructs.ts';
import { expression } from './text.ts';
import type { ProjectConfigSpec, WebhookReceiver } from './types.ts';

export function projectConfigSpec({ kargo }: FactoryConfig): ProjectConfigSpec {
  const webhookReceivers = receivers(kargo.receivers);
  return {
    promotionPolicies: [{ stageSelector: { matchLabels: autoPromote }, autoPromotionEnabled: true }],
    ...(webhookReceivers.length === 0 ? {} : { webhookReceivers }),
  };
}

/** Receivers by kind. Their Secrets (key `secret`) come from elsewhere; Kargo shows the URLs in the object's status. */
function receivers({ github, dockerhub, generic }: FactoryConfig['kargo']['receivers']): WebhookReceiver[] {
  return [
    ...(github === undefined ? [] : [{ name: 'github', github: { secretRef: { name: github } } }]),
    ...(dockerhub === undefined ? [] : [{ name: 'dockerhub', dockerhub: { secretRef: { name: dockerhub } } }]),
    ...(generic === undefined ? [] : [{ name: 'factory', generic: { secretRef: { name: generic }, actions: [refresh] } }]),
  ];
}

// For registries and build jobs without a receiver of their own: a POST with the repository in `repoURL`.
const refresh = {
  action: 'Refresh',
  whenExpression: "request.header('X-Factory-Event') == 'image-pushed'",
  targetSelectionCriteria: [
    {
      kind: 'Warehouse',
      indexSelector: {
        matchIndices: [{ key: 'subscribedURLs', operator: 'Equals', value: expression`normalizeImage(request.body.repoURL)` }],
      },
    },
  ],
} as const;
