import type { FactoryConfig } from '@image-factory/core/enrollment';
import { brand, factoryConfig } from '../factory.fixture.ts';

const onGitLab: Pick<FactoryConfig, 'provider' | 'host'> & { readonly repository: NonNullable<FactoryConfig['repository']> } = {
  provider: 'gitlab',
  host: brand('gitlab.com'),
  repository: brand('acme/platform/image-factory'),
};
const gitlabKargo = { gitlabProject: '4711', secrets: { dispatch: 'gitlab-trigger', git: 'gitlab-credentials' } };

/** Every combination of forge, rebuild mode and analysis mode. */
export const modes = (['github', 'gitlab'] as const).flatMap((forge) =>
  (['factory', 'direct'] as const).flatMap((rebuild) =>
    (['dispatch', 'job'] as const).map((analysis) => {
      const isGitLab = forge === 'gitlab';
      const config = factoryConfig({
        ...(isGitLab ? onGitLab : {}),
        kargo: { rebuild, analysis, ...(isGitLab ? gitlabKargo : {}) },
        backstage: { enabled: true },
      });
      return { title: `${forge}-${rebuild}-${analysis}`, config };
    }),
  ),
);
