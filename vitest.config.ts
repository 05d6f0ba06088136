import { defineConfig } from 'vitest/config';

// Packages as their sources: tests need no build.
const conditions = ['@image-factory/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  logLevel: 'error', // or it complains of each source map that a package did not bring along

  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'actions/*/{src,test}/**/*.test.ts',
      'tools/**/*.test.ts',
      'bench/**/*.test.ts',
      'e2e/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/lib/**'],
    // Files share the modules they load, which halves the time. No module is mocked here, and none keeps state.
    isolate: false,
    // Its JSON imports lack the attribute that Node asks for; bundled by vite they need none.
    server: { deps: { inline: [/@actions\/(?:workflow-parser|expressions)/] } },
    testTimeout: 60_000,
  },
});
