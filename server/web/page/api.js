// Questions to the server, as JSON.

export class ServerError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(response) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new ServerError(response.status,
        body.error ?? `the server answered ${response.status}`);
  }
  return body;
}

export async function get(path, signal) {
  return answer(await fetch(path, {signal, cache: 'no-store'}));
}

export async function post(path, body = {}) {
  return answer(await fetch(path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Lehr-Page': '1'},
    body: JSON.stringify(body),
  }));
}

// Fetches all pages of a list, and tells of each.
export async function allPages(path, ontake) {
  let token = '';
  do {
    const page = await get(`${path}?page_token=${encodeURIComponent(token)}`);
    ontake(page);
    token = page.next_page_token ?? '';
  } while (token);
}
