import { fields, flag, list, number, oneOf, text, word, type Shape } from './shape.ts';

const tagPatterns = { allowTags: text, allowTagsRegexes: list(text), ignoreTags: list(text), ignoreTagsRegexes: list(text) };
const limit = number(0, 100);

/** What a Warehouse may subscribe to, by the one key of a subscription. */
export const subscriptionShapes: ReadonlyMap<string, Shape> = new Map([
  [
    'image',
    fields({
      ...tagPatterns,
      cacheByTag: flag,
      constraint: text,
      discoveryLimit: limit,
      imageSelectionStrategy: oneOf('Digest', 'Lexical', 'NewestBuild', 'SemVer'),
      insecureSkipTLSVerify: flag,
      platform: text,
      'repoURL!': word,
      strictSemvers: flag,
    }),
  ],
  [
    'git',
    fields({
      ...tagPatterns,
      blobless: flag,
      branch: word,
      commitSelectionStrategy: oneOf('Lexical', 'NewestFromBranch', 'NewestTag', 'SemVer'),
      discoveryLimit: limit,
      excludePaths: list(text),
      expressionFilter: text,
      includePaths: list(text),
      insecureSkipTLSVerify: flag,
      'repoURL!': word,
      semverConstraint: text,
      since: text,
      strictSemvers: flag,
    }),
  ],
  ['chart', fields({ discoveryLimit: limit, insecureSkipTLSVerify: flag, name: text, 'repoURL!': word, semverConstraint: text })],
]);
