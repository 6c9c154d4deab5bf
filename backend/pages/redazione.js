// The script of /redazione: nothing typed is lost, and what was published without a network is sent when there is one.
// The pages work without it; it only keeps, restores and sends what their forms hold.
//
//   drafts   what stands in a form and is not published, written while it is typed, by account, page and form
//   outbox   forms that were sent off: each with its key, sent in their order, and taken out only by an answer that
//            says that it is done. The server knows the key, so that one that comes twice counts once.
//
// Both lie in IndexedDB and stay there when somebody signs out; they are shown to their own account only.

const script = document.querySelector("script[data-words]");
const WORDS = JSON.parse(script.dataset.words);
const ACCOUNT = script.dataset.account ?? "";
const RETRY_MS = 3000;
const PREVIEW_MS = 1000;

const say = (key, value = "") => (WORDS[key] ?? key).replace("{0}", value);
const here = () => location.pathname;
const when = (at) =>
  new Date(at).toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "it-IT", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// ---- the store on this device

let database = null;

function opened() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("redazione", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts", { keyPath: ["account", "path", "form"] });
      request.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
    request.onsuccess = () => {
      const forget = () => (database = null);
      request.result.onclose = forget;
      request.result.onversionchange = () => (request.result.close(), forget());
      resolve(request.result);
    };
  });
  database.catch(() => (database = null));
  return database;
}

// Runs `work` in one transaction and resolves with what it gave once that is on the disk.
async function change(stores, work, mode = "readwrite") {
  const held = (await opened()).transaction(stores, mode, { durability: "strict" });
  let result;
  const ended = new Promise((resolve, reject) => {
    held.oncomplete = () => resolve(result);
    held.onabort = held.onerror = () => reject(held.error);
  });
  const ask = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  work(held, ask).then((value) => (result = value), () => held.abort());
  return ended;
}

const all = (store) => change(store, (held, ask) => ask(held.objectStore(store).getAll()), "readonly");
const putDraft = (draft) => change("drafts", (held, ask) => ask(held.objectStore("drafts").put(draft)));
const dropDraft = (path, form) =>
  change("drafts", (held, ask) => ask(held.objectStore("drafts").delete([ACCOUNT, path, form])));

// ---- forms and what stands in them

const forms = () => [...document.querySelectorAll("form[data-form]")];

// Everything that a form says, but for its key: each thing that is sent gets a key of its own.
function said(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "key" && typeof value === "string");
}

function restore(form, fields) {
  const values = Map.groupBy
    ? Map.groupBy(fields, ([name]) => name)
    : fields.reduce((map, pair) => map.set(pair[0], [...(map.get(pair[0]) ?? []), pair]), new Map());
  for (const control of form.elements) {
    if (!control.name || control.name === "key" || control.type === "submit") continue;
    const texts = (values.get(control.name) ?? []).map(([, value]) => value);
    if (["checkbox", "radio"].includes(control.type)) control.checked = texts.includes(control.value);
    else if (texts.length) control.value = texts[0];
  }
  form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
}

const began = new WeakMap(); // what a form said when it stood as it is published
const writing = new Map(); // forms whose draft is being written, and whether they changed meanwhile

// What is read from the server as it stands there. Others hold what was typed already.
const stands = (form) => form.dataset.form !== "record" || form.hasAttribute("data-stands");

async function keep(form) {
  if (writing.has(form)) return void writing.set(form, true);
  writing.set(form, false);
  const name = form.dataset.form;
  try {
    do {
      writing.set(form, false);
      const fields = said(form);
      if (same(fields, began.get(form))) await dropDraft(here(), name);
      else await putDraft({ account: ACCOUNT, path: here(), form: name, title: title(), fields, at: Date.now() });
    } while (writing.get(form));
  } catch {
    tell(say("not-kept"));
  }
  writing.delete(form);
  await refresh();
}

const title = () => document.querySelector("main h1")?.textContent ?? "";

async function takeUp() {
  const drafts = (await all("drafts")).filter((draft) => draft.account === ACCOUNT && draft.path === here());
  const kept = new Map(drafts.map((draft) => [draft.form, draft]));
  const lost = kept.get("lost");
  if (lost && !document.querySelector("[data-lost]")) {
    const box = new DOMParser().parseFromString(lost.html, "text/html").body.firstElementChild;
    document.querySelector("main header")?.after(box);
  }
  for (const form of forms()) {
    if (stands(form)) began.set(form, said(form));
    const draft = kept.get(form.dataset.form);
    if (draft?.fields && same(draft.fields, said(form)) && stands(form)) await dropDraft(here(), form.dataset.form);
    else if (draft?.fields) {
      restore(form, draft.fields);
      line(form, say("draft", when(draft.at)));
    } else if (!stands(form)) await keep(form);
  }
}

// The line above a form that holds a draft.
function line(form, words) {
  form.querySelector(":scope > [data-testid=draft-kept]")?.remove();
  const discard = node("button", { type: "button", class: "btn btn-plain" }, say("discard"));
  discard.addEventListener("click", async () => {
    if (!confirm(say("discard-really"))) return;
    await dropDraft(here(), form.dataset.form);
    location.replace(here());
  });
  form.prepend(node("div", { class: "notice cluster", "data-testid": "draft-kept" }, node("span", {}, words), discard));
}

// ---- the outbox

// A form is written down before anything is sent. One of the same form that was never sent makes room for it.
async function enqueue(form, button) {
  const fields = [...said(form), ["action", button?.value ?? ""]];
  const entry = {
    account: ACCOUNT,
    path: here(),
    url: form.getAttribute("action") ?? here(),
    form: form.dataset.form,
    title: title(),
    what: button?.textContent ?? "",
    fields,
    key: newKey(),
    at: Date.now(),
    state: "waiting",
    tried: false,
  };
  return change("outbox", async (held, ask) => {
    const outbox = held.objectStore("outbox");
    for (const older of await ask(outbox.getAll())) {
      const is_same = older.account === ACCOUNT && older.path === entry.path && older.form === entry.form;
      if (is_same && (!older.tried || older.state !== "waiting")) await ask(outbox.delete(older.id));
    }
    return ask(outbox.add(entry));
  });
}

const field = (fields, name) => fields.find(([known]) => known === name)?.[1];

// What the server made of an entry: "done", "offline", "later", "signed-out" or "stopped".
async function sent(entry) {
  let answer;
  try {
    answer = await fetch(entry.url, {
      method: "POST",
      body: new URLSearchParams([...entry.fields, ["key", entry.key]]),
      headers: { "X-Family-Hub": "1", "X-Family-Hub-Account": entry.account },
    });
    const type = answer.headers.get("content-type") ?? "";
    const html = type.includes("html") ? await answer.text() : "";
    const ours = answer.headers.has("x-family-hub-account") || answer.headers.has("x-family-hub-done") || /problem\+json/.test(type);
    if (!ours) return { outcome: "offline" }; // the page of a café's network, not of our server
    if (answer.headers.has("x-family-hub-done")) return { outcome: "done", answer, html };
    if (answer.status === 401) return { outcome: "signed-out" };
    if (answer.status === 429 || answer.status >= 500) return { outcome: "later" };
    return { outcome: "stopped", answer, html };
  } catch {
    return { outcome: "offline" };
  }
}

// Its change is in the server's journal: out with it, and what was typed further goes on from the new revision.
function settle(entry, answer) {
  const [rev, now] = [field(entry.fields, "rev"), answer.headers.get("x-family-hub-rev")];
  const goes_on = now && !answer.headers.has("x-family-hub-merged");
  const renewed = (fields) =>
    fields.map(([name, value]) => [name, name === "rev" && value === rev && goes_on ? now : value]);
  const typed = entry.fields.filter(([name]) => name !== "action");
  return change(["drafts", "outbox"], async (held, ask) => {
    const [drafts, outbox] = [held.objectStore("drafts"), held.objectStore("outbox")];
    await ask(outbox.delete(entry.id));
    for (const other of await ask(outbox.getAll())) {
      if (other.account === entry.account && other.path === entry.path) {
        await ask(outbox.put({ ...other, fields: renewed(other.fields) }));
      }
    }
    const of = entry.form === "conflict" ? "record" : entry.form;
    const draft = await ask(drafts.get([entry.account, entry.path, of]));
    if (!draft) return true;
    const is_all = entry.form === "conflict" || !draft.fields || same(draft.fields, typed);
    await ask(is_all ? drafts.delete([entry.account, entry.path, of]) : drafts.put({ ...draft, fields: renewed(draft.fields) }));
    return is_all;
  });
}

let trouble = ""; // why nothing goes out: "", "offline", "later" or "signed-out"
let timer = 0;

function drain() {
  const work = () => drained().catch(() => tell(say("not-kept")));
  return navigator.locks ? navigator.locks.request("redazione-outbox", work) : work();
}

async function drained() {
  for (;;) {
    const entry = await change("outbox", async (held, ask) => {
      const outbox = held.objectStore("outbox");
      const next = (await ask(outbox.getAll())).find((one) => one.account === ACCOUNT && one.state === "waiting");
      if (next) await ask(outbox.put({ ...next, tried: true }));
      return next;
    });
    if (!entry) {
      trouble = "";
      break;
    }
    const { outcome, answer, html } = await sent(entry);
    trouble = ["offline", "later", "signed-out"].includes(outcome) ? outcome : "";
    if (trouble) break;
    if (outcome === "done") {
      const is_all = await settle(entry, answer);
      followed(entry, answer, html, is_all);
    } else if (entry.path === here() && asked.has(entry.key)) {
      await change("outbox", (held, ask) => ask(held.objectStore("outbox").delete(entry.id)));
      if (html) show(html);
    } else {
      const state = answer.status === 409 ? "stopped" : "refused";
      await change("outbox", (held, ask) => ask(held.objectStore("outbox").put({ ...entry, tried: true, state })));
    }
  }
  await refresh();
  clearTimeout(timer);
  const waits = trouble && trouble !== "signed-out";
  if (waits) timer = setTimeout(drain, RETRY_MS);
}

const asked = new Set(); // keys of what was sent off on this page

// After it is done: the page as it stands now, unless somebody types on.
async function followed(entry, answer, html, is_all) {
  channel?.postMessage("changed");
  if (entry.path !== here()) return tell(say("sent", entry.title));
  if (html) {
    show(html);
    const box = document.querySelector("[data-lost]");
    if (box) {
      await putDraft({ account: ACCOUNT, path: here(), form: "lost", html: box.outerHTML, at: Date.now() });
    }
    return;
  }
  const typing = document.activeElement?.matches?.("input, textarea, select") && !asked.has(entry.key);
  if (!is_all || typing) {
    tell(say("sent", entry.title));
    const rev = document.querySelector("form[data-form=record] [name=rev]");
    const now = answer.headers.get("x-family-hub-rev");
    if (rev && now && !answer.headers.has("x-family-hub-merged") && rev.value === field(entry.fields, "rev")) rev.value = now;
    return;
  }
  location.assign(answer.headers.get("location") ?? here());
}

// Shows what the server says in place of the page.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  if (!page) return;
  document.querySelector("main").replaceWith(page);
  for (const form of forms()) if (stands(form)) began.set(form, said(form));
  scrollTo(0, 0);
  page.querySelector("[aria-invalid=true], [data-testid=conflict] input")?.focus();
  document.dispatchEvent(new CustomEvent("redazione:shown"));
}

// ---- what is told

let message = "";
let unsent = 0;
let panel = null;

function tell(words) {
  message = words;
  return refresh();
}

async function refresh() {
  const [drafts, entries] = await Promise.all([all("drafts"), all("outbox")]).catch(() => [[], []]);
  const mine = entries.filter((entry) => entry.account === ACCOUNT);
  const typed = (entry) => entry.fields.filter(([name]) => name !== "action");
  const covered = (draft) =>
    mine.some((entry) => entry.path === draft.path && entry.form === draft.form && same(typed(entry), draft.fields));
  const open = drafts.filter((draft) => draft.account === ACCOUNT && draft.fields && !covered(draft));
  const others = drafts.length + entries.length > 0 && [...drafts, ...entries].some((one) => one.account !== ACCOUNT);
  unsent = mine.length + open.length;
  const count = unsent === 0 ? say("unsent.none") : unsent === 1 ? say("unsent.one") : say("unsent.more", unsent);
  const lines = [message];
  if (trouble === "offline" || navigator.onLine === false) lines.push(say("offline"));
  if (trouble === "later") lines.push(say("not-yet"));
  if (document.body.dataset.kept) lines.push(say("kept", when(Number(document.body.dataset.kept))));
  if (others) lines.push(say("of-others"));
  const list = node("ul", { class: "stack" });
  const is_state = { waiting: say("is-waiting"), stopped: say("is-stopped"), refused: say("is-refused") };
  for (const entry of mine) list.append(row(entry, `${entry.what}: ${is_state[entry.state]}`, entry.state));
  for (const draft of open) list.append(row(draft, say("is-draft"), "draft"));
  const status = node("div", { role: "status" });
  status.append(node("strong", { "data-testid": "unsent-count", "data-count": unsent }, count));
  for (const words of lines.filter(Boolean)) status.append(node("p", {}, words));
  const parts = [status];
  if (trouble === "signed-out") {
    const enter = node("a", { href: here(), class: "btn btn-primary", "data-testid": "sign-in-again" }, say("enter"));
    parts.push(node("p", { role: "alert" }, say("sign-in")), node("p", {}, enter));
  }
  if (list.children.length) parts.push(list);
  if (same(panel?.told, parts.map((part) => part.outerHTML))) return;
  if (!panel) {
    panel = node("aside", { class: "notice notice-calm stack", "data-unsent": "", "aria-label": say("unsent.title") });
    document.querySelector("main").before(panel);
  }
  panel.told = parts.map((part) => part.outerHTML);
  panel.replaceChildren(...parts);
}

function row(item, words, state) {
  const line = node("li", { class: "cluster", "data-testid": "unsent-row", "data-state": state });
  line.append(node("span", {}, `${item.title} · ${words}`));
  if (item.path !== here()) line.append(node("a", { href: item.path }, say("open")));
  if (state === "draft") return line;
  const button = (key, work) => {
    const made = node("button", { type: "button", class: "btn btn-plain" }, key);
    made.addEventListener("click", work);
    line.append(made);
  };
  button(say("retry"), async () => {
    asked.add(item.key);
    await change("outbox", (held, ask) => ask(held.objectStore("outbox").put({ ...item, state: "waiting" })));
    drain();
  });
  button(say("discard"), async () => {
    if (!confirm(say("discard-really"))) return;
    await change("outbox", (held, ask) => ask(held.objectStore("outbox").delete(item.id)));
    refresh();
  });
  return line;
}

// ---- the page as families will see it, while it is typed

let asking = 0;
let later = 0;
let typed = 0; // how often something was typed, to tell what was typed while an answer was on its way

// Hours and repetitions stand in the form twice, as a text and drawn: the server makes one of the other.
function agree(form, fresh) {
  if (!fresh) return;
  for (const name of ["opening_hours", "schedule.rrule", "repeat", "repeat-until", "repeat-was", "grid-was", "grid-more", "grid-more-was"]) {
    const [now, then] = [form.elements[name], fresh.elements[name]];
    if (now && then && now !== document.activeElement) now.value = then.value;
  }
  for (const box of form.querySelectorAll("[name=grid], [name=repeat-day]")) {
    const then = fresh.querySelector(`[name="${box.name}"][value="${box.value}"]`);
    box.checked = Boolean(then?.checked);
  }
  keep(form);
}

async function preview(form, with_faults) {
  const turn = ++asking;
  const before = typed;
  const body = new URLSearchParams([...said(form), ["action", "preview"]]);
  const headers = { "X-Family-Hub": "1", "X-Family-Hub-Account": ACCOUNT };
  const answer = await fetch(here(), { method: "POST", body, headers }).catch(() => null);
  if (!answer?.ok || !answer.headers.has("x-family-hub-account") || turn !== asking) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = ["[data-testid=preview]", ...[...page.querySelectorAll("[data-live]")].map(({ dataset }) => `[data-live=${dataset.live}]`)];
  for (const part of parts) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(fresh);
  }
  if (typed === before) agree(form, page.querySelector("form[data-form=record]"));
  if (!with_faults) return;
  for (const control of form.querySelectorAll("[data-testid^=field-]")) {
    const fresh = page.getElementById(control.id);
    const [now, then] = [control.closest(".field"), fresh?.closest(".field")];
    if (!now || !then) continue;
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (fresh.hasAttribute(name)) control.setAttribute(name, fresh.getAttribute(name));
      else control.removeAttribute(name);
    }
    const [old, told] = [now, then].map((one) => one.querySelector(`#${CSS.escape(control.id)}-aiuto`));
    if (old && told) old.replaceWith(told);
    else if (told) now.append(told);
    else old?.remove();
  }
}

// ---- the week that is painted

// A finger or a mouse that goes down on a cell turns it over and paints on with what it became; arrows go from cell to
// cell, and with Shift paint on as well. Without this every cell is a box to be ticked.
function paintable() {
  let brush = null;
  const cell = (target) => target?.closest?.(".hours-grid")?.contains(target) && (target.matches("input") ? target : target.querySelector?.("input"));
  const paint = (box, on) => {
    if (!box || box.checked === on) return;
    box.checked = on;
    for (const type of ["input", "change"]) box.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const rove = (box) => {
    for (const other of box.closest("table").querySelectorAll("input")) other.tabIndex = other === box ? 0 : -1;
  };
  const begin = () => {
    const boxes = [...document.querySelectorAll(".hours-grid input")];
    if (boxes.length) rove(boxes.find((box) => box.checked) ?? boxes[0]);
  };
  begin();
  document.addEventListener("redazione:shown", begin);
  document.addEventListener("pointerdown", (event) => {
    const box = cell(event.target);
    if (!box || event.button !== 0) return;
    event.target.releasePointerCapture?.(event.pointerId);
    brush = !box.checked;
    paint(box, brush);
    rove(box);
    box.focus();
    event.preventDefault();
  });
  document.addEventListener("pointermove", (event) => {
    if (brush === null) return;
    paint(cell(document.elementFromPoint(event.clientX, event.clientY)), brush);
  });
  for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, () => (brush = null));
  // The pointer has painted it already; the click that follows would turn it back.
  document.addEventListener("click", (event) => event.detail > 0 && event.target.matches?.(".hours-grid input") && event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const box = cell(event.target);
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!box || !step) return;
    event.preventDefault();
    const [day, slot] = box.value.split("-").map(Number);
    const next = box.closest("table").querySelector(`input[value="${(day + step[0] + 7) % 7}-${slot + step[1]}"]`);
    if (!next) return;
    if (event.shiftKey) paint(next, box.checked);
    rove(next);
    next.focus();
  });
}

// ---- beginning

let channel = null;

function listen() {
  addEventListener("input", ({ target }) => {
    const form = target.closest?.("form[data-form]");
    if (!form || target.name === "key") return;
    typed++;
    keep(form);
    if (form.dataset.form !== "record") return;
    line(form, say("draft-kept"));
    clearTimeout(later);
    later = setTimeout(() => preview(form, false), PREVIEW_MS);
  });
  addEventListener("change", ({ target }) => {
    const form = target.closest?.("form[data-form=record]");
    if (!form) return;
    clearTimeout(later);
    // A week is painted cell by cell: it is read back when the hand rests.
    if (["grid", "repeat-day"].includes(target.name)) later = setTimeout(() => preview(form, true), PREVIEW_MS);
    else preview(form, true);
  });
  addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form.getAttribute("action") === "/redazione/esci" && unsent > 0 && !confirm(say("leave"))) event.preventDefault();
    if (!form.dataset.form || event.defaultPrevented) return;
    event.preventDefault();
    if (submitter?.value === "preview") return preview(form, true);
    // A preview on its way would change the form behind what is being sent.
    clearTimeout(later);
    asking++;
    try {
      const id = await enqueue(form, submitter);
      const entry = await change("outbox", (held, ask) => ask(held.objectStore("outbox").get(id)), "readonly");
      asked.add(entry.key);
    } catch {
      // Nothing can be kept here: as a browser does it without a script.
      return sendPlainly(form, submitter);
    }
    message = say("sending");
    await refresh();
    await drain();
    message = trouble === "offline" || trouble === "later" ? say("queued") : "";
    await refresh();
  });
  for (const type of ["online", "offline"]) addEventListener(type, () => (type === "online" ? drain() : refresh()));
  addEventListener("pageshow", (event) => event.persisted && (refresh(), drain()));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && drain());
  channel = self.BroadcastChannel ? new BroadcastChannel("redazione") : null;
  if (channel) channel.onmessage = refresh;
}

function sendPlainly(form, submitter) {
  if (submitter?.name) form.append(node("input", { type: "hidden", name: submitter.name, value: submitter.value }));
  form.submit();
}

// Pages that were read stay on the device for when the network is gone, until somebody signs out.
async function keepPages() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/redazione-worker.js", { scope: "/redazione", updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
  active.postMessage({ page: here(), files: files.map((file) => file.href ?? file.src) });
}

async function begin() {
  try {
    await opened();
  } catch {
    if (ACCOUNT) document.querySelector("main").before(node("p", { class: "notice", role: "status" }, say("not-kept")));
    return;
  }
  if (ACCOUNT) {
    listen();
    paintable();
    await takeUp();
    keepPages().catch(() => {});
  }
  await refresh();
  document.documentElement.dataset.kept = "ready";
  if (ACCOUNT) await drain();
}

begin();
