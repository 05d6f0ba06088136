import { defineConfig } from 'vitest/config';

const source = ['@image-factory/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'actions/*/{src,test}/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/lib/**'],
    testTimeout: 60_000,
  },
});
