const json = { 'content-type': 'application/json' };

export const get = (path, headers = {}) => ({ method: 'GET', path, headers, body: undefined });

export const post = (path, body, headers = {}) => ({
  method: 'POST',
  path,
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});
