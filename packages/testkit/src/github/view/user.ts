import { isBot, type World } from '../world.ts';
import { linksTo, nodeId } from './links.ts';

/** A user or an app, by login. The id follows from the login. */
export function viewUser(world: World, login: string): Record<string, unknown> {
  const id = [...login].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_000, 7);
  const name = encodeURIComponent(login);
  return {
    login,
    id,
    node_id: nodeId('User', id),
    gravatar_id: '',
    type: isBot(login) ? 'Bot' : 'User',
    site_admin: false,
    avatar_url: `${world.urls.web}/avatars/${id}`,
    html_url: `${world.urls.web}/${name}`,
    url: `${world.urls.api}/users/${name}`,
    ...linksTo(`${world.urls.api}/users/${name}`, {
      followers_url: '/followers',
      following_url: '/following{/other_user}',
      gists_url: '/gists{/gist_id}',
      starred_url: '/starred{/owner}{/repo}',
      subscriptions_url: '/subscriptions',
      organizations_url: '/orgs',
      repos_url: '/repos',
      events_url: '/events{/privacy}',
      received_events_url: '/received_events',
    }),
  };
}
