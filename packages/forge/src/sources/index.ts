export { type App } from './app-token.ts';
export { createGitHubRemote, type GitHubRemoteOptions } from './github-remote.ts';
export { createGitLabRemote, type GitLabRemoteOptions } from './gitlab-remote.ts';
export { createInstallationTokens, type InstallationTokensOptions } from './installation-tokens.ts';
export { type ForgeRemote } from './remote.ts';
