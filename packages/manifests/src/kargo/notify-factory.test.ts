import { describe, expect, it } from 'vitest';
import { notifyFactoryTask, type Factory } from './notify-factory.ts';

const factory: Factory = {
  provider: 'github',
  host: 'github.com',
  slug: 'acme/image-factory',
  branch: 'main',
  secret: 'github-dispatch',
  dispatch: 'repository_dispatch',
  workflow: 'image-factory.yml',
};

function request(changes: Partial<Factory>) {
  const [step] = notifyFactoryTask({ ...factory, ...changes }).spec.steps;
  return { url: step?.config['url'], body: String(step?.config['body']), headers: JSON.stringify(step?.config['headers']) };
}

describe('an event for the factory', () => {
  it('is a repository_dispatch with everything under one versioned key', () => {
    const { url, body, headers } = request({});
    expect(url).toBe('https://api.github.com/repos/acme/image-factory/dispatches');
    expect(body).toMatch(/^\$\{% quote\(\{\n {2}'event_type': vars\.event,\n {2}'client_payload': \{'factory': \{\n {4}'v': 1,/);
    expect(headers).toContain('Bearer ${{ secret(\\"github-dispatch\\").token }}');
  });

  it('is a workflow_dispatch for a token that can not push', () => {
    const { url, body } = request({ dispatch: 'workflow_dispatch' });
    expect(url).toBe('https://api.github.com/repos/acme/image-factory/actions/workflows/image-factory.yml/dispatches');
    expect(body).toContain(`'ref': "main"`);
    expect(body).toContain("'inputs': {'event': vars.event, 'factory': toJSON({");
  });

  it('is a pipeline on GitLab, with the token in the body', () => {
    const { url, body, headers } = request({ provider: 'gitlab', host: 'gitlab.com', project: '4711', secret: 'gitlab-trigger' });
    expect(url).toBe('https://gitlab.com/api/v4/projects/4711/trigger/pipeline');
    expect(body).toContain(`'token': secret("gitlab-trigger").token,\n  'ref': "main",\n  'inputs': {`);
    expect(headers).not.toContain('secret');
  });

  it('goes on for six hours, whatever the number of errors', () => {
    expect(notifyFactoryTask(factory).spec.steps).toMatchObject([{ retry: { timeout: '6h0m0s', errorThreshold: 100 }, config: { pollInterval: '2m0s' } }]);
  });
});
