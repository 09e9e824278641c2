// Conversations that were had in this browser. They are kept in it and nowhere else.

const KEY = "belagg.samtal";
const MOST = 50;

/** The conversations kept, newest first: `{ id, when, turns: [{ question, filters, reply }] }`. */
export function conversations() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch (error) {
    if (error instanceof SyntaxError) return []; // written by something else
    throw error;
  }
}

/** Keeps a conversation in place of what was kept of it before; the oldest give way where there is no room. */
export function keep(conversation) {
  let all = [conversation, ...conversations().filter((other) => other.id !== conversation.id)].slice(0, MOST);
  while (all.length && !write(all)) all = all.slice(0, -1);
}

export function forget(id) {
  write(conversations().filter((other) => other.id !== id));
}

export function forgetAll() {
  localStorage.removeItem(KEY);
}

/** Whether there was room. */
function write(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "QuotaExceededError") return false;
    throw error;
  }
}
