export {
  isVersionRange,
  parseArgumentName,
  parseConstraint,
  parseContextName,
  parseJobName,
  parseOwner,
  parseTagTemplate,
  tagPlaceholders,
  type TagPlaceholder,
  parseTarget,
  parseValuePath,
} from './build-words.ts';
export { parseBranchName } from './branch.ts';
export { delayOf, parseDelay } from './delay.ts';
export { parseHost, parseHostPattern } from './host.ts';
export { parseContextSource, parseImage, parsePlatformName, parsePublishedTag, parseRegistry, parseRepositoryIn } from './image.ts';
export { parseImageName, reservedPrefix } from './name.ts';
export { parseFolderPath, parseRepoPath } from './path.ts';
export { exactTagOf, parseTagPattern } from './pattern.ts';
export { refuse, type Parsed, type Refusal } from './refusal.ts';
export { sentence } from './sentence.ts';
export { parseRepoSlug, parseSlugOfAnyForge } from './slug.ts';
export { parseTime } from './time.ts';
export { parseWorkflowFile } from './workflow.ts';
export {
  parseAccount,
  parseAuthorName,
  parseEmail,
  parseLabelKey,
  parseObjectName,
  parsePrincipal,
  parseProbability,
  parseProjectNumber,
  parseSecretName,
} from './operator-words.ts';
