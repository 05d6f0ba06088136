import { defineConfig } from 'vitest/config';

// Packages as their sources: tests need no build.
const conditions = ['@image-factory/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'actions/*/{src,test}/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/lib/**'],
    // Files share the modules they load, which halves the time. No module is mocked here, and none keeps state.
    isolate: false,
    testTimeout: 60_000,
  },
});
