import * as z from 'zod';

// The fields of Argo CD's own documentation, as far as the examples use them; anything else is a mistake.
const metadata = z.strictObject({
  name: z.string(),
  namespace: z.literal('argocd'),
  annotations: z.strictObject({ 'argocd.argoproj.io/sync-wave': z.string().regex(/^-?\d+$/) }).optional(),
});
const destination = z.strictObject({ server: z.url(), namespace: z.string() });
const duration = z.string().regex(/^\d+[smh]$/);

export const Application = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('Application'),
  metadata,
  spec: z.strictObject({
    project: z.string(),
    source: z.strictObject({
      repoURL: z.url(),
      targetRevision: z.string(),
      path: z.string(),
      directory: z.strictObject({ include: z.string() }).optional(),
    }),
    destination,
    syncPolicy: z.strictObject({
      automated: z.strictObject({ prune: z.boolean(), selfHeal: z.boolean() }),
      retry: z.strictObject({ limit: z.int(), backoff: z.strictObject({ duration, factor: z.int(), maxDuration: duration }) }).optional(),
    }),
  }),
});
export type Application = z.infer<typeof Application>;

export const AppProject = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('AppProject'),
  metadata,
  spec: z.strictObject({
    sourceRepos: z.array(z.url()),
    destinations: z.array(destination),
    clusterResourceWhitelist: z.array(z.strictObject({ group: z.string(), kind: z.string() })),
  }),
});
