import type { Marked, Visitor } from './rule.ts';

/** Calls back for every module that a file names: static and dynamic imports, and exports from elsewhere. */
export function onImports(found: (specifier: string, mark: Marked) => void): Visitor {
  return {
    ImportDeclaration: ({ source }) => found(source.value, source),
    ExportAllDeclaration: ({ source }) => found(source.value, source),
    ExportNamedDeclaration: ({ source }) => {
      if (source !== null) found(source.value, source);
    },
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') found(source.value, source);
    },
    TSImportType: ({ source }) => found(source.value, source),
  };
}
