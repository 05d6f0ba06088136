/** Whose words the server uses; git shows them to whoever asked. */
export type Forge = 'github' | 'gitlab';

export interface Wording {
  readonly wrongCredentials: string;
  readonly noCredentials: string;
  readonly notFound: string;
  /** For a token that may read. */
  readOnly(slug: string): string;
  /** Lines of the hook of a protected branch. */
  protectedBranch(ref: string): readonly string[];
}

export const wordings: Readonly<Record<Forge, Wording>> = {
  github: {
    wrongCredentials: 'Invalid username or token. Password authentication is not supported for Git operations.',
    noCredentials: 'No anonymous access.',
    notFound: 'Repository not found.',
    readOnly: (slug) => `Permission to ${slug}.git denied to image-factory[bot].`,
    protectedBranch: (ref) => [
      `error: GH006: Protected branch update failed for ${ref}.`,
      'error: Changes must be made through a pull request.',
    ],
  },
  gitlab: {
    wrongCredentials: 'HTTP Basic: Access denied. The provided password or token is incorrect.',
    noCredentials: 'HTTP Basic: Access denied.',
    notFound: "The project you were looking for could not be found or you don't have permission to view it.",
    readOnly: () => 'You are not allowed to push code to this project.',
    protectedBranch: () => ['GitLab: You are not allowed to push code to protected branches on this project.'],
  },
};
