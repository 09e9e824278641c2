// The page's only way to the server. Addresses are relative, so that it may lie under any path of a proxy.

import { eventsOf } from "./events.js";

const KEY = "belagg.nyckel";

/** The server could not do what was asked; `message` is a Swedish sentence, `status` 0 where nothing was reached. */
export class Refused extends Error {
  /** `key` is the one that was sent along, null where there was none. */
  constructor(status, message, waitSeconds = null, key = sessionStorage.getItem(KEY)) {
    super(message);
    this.status = status;
    this.waitSeconds = waitSeconds;
    this.key = key;
  }

  /** Whether a key, or another key, is what is lacking. */
  get needsKey() {
    return this.status === 401 || this.status === 403;
  }

  /** Whether another key has been given since. */
  get isOfOldKey() {
    return sessionStorage.getItem(KEY) !== this.key;
  }
}

/** The stream ended before the answer did. */
class Broken extends Error {}

export function hasKey() {
  return Boolean(sessionStorage.getItem(KEY));
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key);
}

/** What is at this address, read as JSON. */
export async function read(path, signal) {
  return (await send(path, { signal })).json();
}

/** What is at this address as it is, and the name that it has as a file. */
export async function readFile(path, signal) {
  const response = await send(path, { signal });
  const [, name] = /filename\*?=(?:utf-8'')?"?([^";]+)/i.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
  return { blob: await response.blob(), name: name ? decodeURIComponent(name) : null };
}

/** The answer to a request; `tell(event, data)` hears of its parts as they come, if they come. */
export async function ask(request, tell, signal) {
  try {
    return await asked({ ...request, stream: true }, tell, signal);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return asked({ ...request, stream: false }, tell, signal); // a proxy on the way may not let streams through
  }
}

async function asked(request, tell, signal) {
  const response = await send("api/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
    signal,
  });
  if (!(response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) return response.json();
  return lastOf(response.body, tell, signal);
}

async function lastOf(body, tell, signal) {
  try {
    for await (const { event, data } of eventsOf(body)) {
      if (event === "done") return data;
      if (event === "error") throw new Refused(data.status, data.detail);
      tell(event, data);
    }
  } catch (error) {
    if (signal.aborted || error instanceof Refused) throw error;
    throw new Broken(error.message, { cause: error });
  }
  throw new Broken("no last event");
}

async function send(path, options) {
  const key = sessionStorage.getItem(KEY);
  const headers = key ? { ...options.headers, Authorization: `Bearer ${key}` } : options.headers;
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Refused(0, "Servern går inte att nå. Kontrollera att du har nät och att servern är igång.");
  }
  if (!response.ok) throw await refusalOf(response, key);
  return response;
}

async function refusalOf(response, key) {
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const waitSeconds = Number.isNaN(wait) ? null : wait;
  const told = await response.json().then((body) => body.detail, () => null);
  return new Refused(response.status, sentence(response.status, told, waitSeconds), waitSeconds, key);
}

function sentence(status, told, waitSeconds) {
  const detail = typeof told === "string" && told ? told : (OTHERWISE[status] ?? `Servern svarade med fel ${status}.`);
  if (waitSeconds === null || waitSeconds <= 1) return detail;
  return `${detail} Det går igen om ${waitSeconds} sekunder.`;
}

const OTHERWISE = {
  401: "Servern kräver en nyckel.",
  403: "Nyckeln ger inte rätt att fråga.",
  429: "Det har kommit för många frågor på kort tid.",
  502: "Servern går inte att nå just nu.",
  503: "Servern kan inte svara just nu.",
  504: "Servern svarade inte i tid.",
};
