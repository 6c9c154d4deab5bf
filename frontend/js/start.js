// Starts the app: fetches code and data side by side, registers the worker, and when something is missing leaves the
// server's page as it is and says so.
const script = document.querySelector("script[data-roles]");
const roles = JSON.parse(script.dataset.roles);

const html = document.documentElement;

// How the page looks, as it was chosen on this device: attributes of <html> that the sheet of styles knows. The panel
// stands in the page (shared/src/view/look.rs); its choice is made here, so that it holds before the app does.
const LOOK = ["text", "space", "colours", "easy"];
function look(name, value) {
  if (value) html.dataset[name] = value;
  else delete html.dataset[name];
}
function keptLook() {
  try {
    return JSON.parse(localStorage.getItem("family-hub.look")) ?? {};
  } catch {
    // Blocked storage or nonsense in it: as the device says.
    return {};
  }
}
function applyLook() {
  const kept = keptLook();
  for (const name of LOOK) look(name, /^[a-z]{1,9}$/.test(kept[name]) ? kept[name] : "");
}
applyLook();
addEventListener("storage", applyLook);
addEventListener("change", ({ target }) => {
  const name = target.name?.startsWith("look-") && target.name.slice(5);
  if (!LOOK.includes(name)) return;
  look(name, target.value);
  try {
    localStorage.setItem("family-hub.look", JSON.stringify(Object.fromEntries(LOOK.map((name) => [name, html.dataset[name] ?? ""]))));
  } catch {
    // It holds for this visit.
  }
});
// The panel shows what is so; Escape and a tap elsewhere close it.
addEventListener("toggle", ({ target }) => {
  if (!target.open || !target.classList?.contains("look")) return;
  for (const field of target.querySelectorAll("input")) field.checked = field.value === (html.dataset[field.name.slice(5)] ?? "");
}, true);
for (const event of ["click", "keydown"]) {
  addEventListener(event, ({ key, target }) => {
    const open = document.querySelector(".look[open]");
    if (!open || (event === "keydown" ? key !== "Escape" : open.contains(target))) return;
    open.open = false;
    if (key) open.querySelector("summary").focus();
  });
}

// The bar about examples is closed for the visit: it stays in the page and is not shown, so that nothing is drawn again.
const SAMPLES = "family-hub.samples";
try {
  if (sessionStorage.getItem(SAMPLES)) html.dataset.samples = "closed";
} catch {
  // It is shown again at the next page.
}
addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-close-samples]")) return;
  html.dataset.samples = "closed";
  document.querySelector("h1")?.focus({ preventScroll: true });
  try {
    sessionStorage.setItem(SAMPLES, "1");
  } catch {
    // It holds for this page.
  }
});

// Reading aloud is offered where this device has a voice of its own for the page's language (a voice that needs a server
// would send it what is read). The code for it is fetched at the first tap.
const synth = globalThis.speechSynthesis;
function offerVoice() {
  const tag = html.lang.slice(0, 2);
  const has = synth?.getVoices().some((voice) => voice.localService && voice.lang.toLowerCase().startsWith(tag));
  if (has) html.dataset.voice = "";
  else delete html.dataset.voice;
}
if (synth) {
  offerVoice();
  // Voices come when they come, and another language asks for another one.
  synth.addEventListener?.("voiceschanged", offerVoice);
  new MutationObserver(offerVoice).observe(html, { attributeFilter: ["lang"] });
  addEventListener("click", async ({ target }) => {
    if (!target.closest?.("[data-aloud]")) return;
    const aloud = await import(roles["aloud-js"]);
    if ("reading" in html.dataset) return aloud.stop();
    html.dataset.reading = "";
    aloud.read(() => delete html.dataset.reading);
  });
}

/** Letters wait until the app answers; those that are on the device come at once. All of them are put in together. */
function useFonts() {
  const fetched = [400, 600].map((weight) => document.fonts.load(`${weight} 1em "Titillium Web"`));
  // Without them the page stays with the device's own letters.
  Promise.all(fetched).then(() => (html.dataset.fonts = ""), () => {});
}

/** On a first visit the data are asked for at once; later the app asks for what is new by itself. */
function askEarly() {
  try {
    if (localStorage.getItem("family-hub.kept")) {
      useFonts();
      return undefined;
    }
  } catch {
    // Blocked storage: every visit is a first one.
  }
  const answer = fetch("/api/v1/sync");
  // Whoever awaits it deals with the failure; until then it must not count as unhandled.
  answer.catch(() => {});
  return answer;
}

function tell(message, way) {
  const bar = document.createElement("p");
  bar.className = "bar";
  bar.setAttribute("role", "status");
  bar.textContent = message;
  if (way) {
    const button = document.createElement("button");
    button.className = "btn btn-soft";
    button.textContent = way;
    button.addEventListener("click", () => location.reload());
    bar.append(button);
  }
  document.body.prepend(bar);
}

// A panic of the app ends in a trap, and after that nothing of it is to be trusted. Whoever looks at the page is told
// once, with a way on.
const CRASH = {
  it: ["Qualcosa si è rotto in questa pagina.", "Ricarica"],
  en: ["Something on this page broke.", "Reload"],
};
let crashed = false;
function tellCrash(fault) {
  if (crashed || !(fault instanceof WebAssembly.RuntimeError)) return;
  crashed = true;
  if (kiosk) return openAnew();
  tell(...(CRASH[html.lang] ?? CRASH.it));
}
addEventListener("error", (event) => tellCrash(event.error));
addEventListener("unhandledrejection", (event) => tellCrash(event.reason));

// Nobody stands by a kiosk: its page is opened anew by itself, and after three crashes in five minutes what is left is
// shown plainly, from the last snapshot. Half an hour later it is tried again.
const kiosk = /^\/([a-z]{2}\/)?(kiosk\/(?!setup$)[^/]+(\/board)?|embed\/board\/[^/]+)$/.test(location.pathname);
const CRASHES = "family-hub.crashes";
function crashes(now) {
  try {
    return JSON.parse(localStorage.getItem(CRASHES) ?? "[]").filter((at) => at <= now && now - at < 300e3);
  } catch {
    return [];
  }
}
function openAnew() {
  const now = Date.now();
  try {
    localStorage.setItem(CRASHES, JSON.stringify([...crashes(now), now]));
  } catch {
    // Without storage nothing can be counted: the page is opened anew each time.
  }
  setTimeout(() => location.reload(), 1000);
}
function isLoop() {
  return kiosk && crashes(Date.now()).length >= 3;
}
function showEssentials() {
  const app = document.getElementById("app");
  app.dataset.testid = "kiosk-root";
  app.dataset.state = "safe";
  const main = document.createElement("main");
  main.className = "kiosk-safe";
  const title = document.createElement("h1");
  title.textContent = "Orari e telefoni";
  const list = document.createElement("ul");
  for (const line of (localStorage.getItem("family-hub.essentials") ?? "").split("\n").filter(Boolean)) {
    list.append(Object.assign(document.createElement("li"), { textContent: line }));
  }
  main.append(title, list);
  app.replaceChildren(main);
  setTimeout(() => {
    localStorage.removeItem(CRASHES);
    location.reload();
  }, 1800e3);
}

let registered = false;
function registerWorker() {
  if (registered || !("serviceWorker" in navigator)) return;
  registered = true;
  // Also without a network the page works; a worker that cannot be had now is asked for at the next visit.
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {});
}

// The lazy chunks of the app, each building on the one before. "input" answers to what a person does, and is fetched when
// the finder has answered. What the finder does without ("later") is needed at once by every other page; the finder fetches
// it later, or when a finger goes down on a link. "kiosk" holds pages that most phones never open.
const BEFORE = { later: "input", kiosk: "later" };
const OF_KIOSK = /^\/([a-z]{2}\/)?(kiosk|embed|orienta|sportello|k)(\/|$)/;
const chunkOf = (path) => (OF_KIOSK.test(path) ? "kiosk" : "later");
const fetching = {};
const chunks = {};
/** Begins to fetch a chunk; without chunks (a build to debug) there is nothing to fetch. */
function begin(name) {
  const address = roles["wasm-" + name];
  if (!address) return undefined;
  fetching[name] ??= fetch(address);
  // Whoever awaits it deals with a failure.
  fetching[name].catch(() => {});
  return fetching[name];
}
async function putIn(name, imports) {
  const response = begin(name);
  if (BEFORE[name]) await fetchChunk(BEFORE[name], imports);
  if (response) await WebAssembly.instantiateStreaming(response, { a: imports });
}
function fetchOnce(name, imports) {
  chunks[name] ??= putIn(name, imports).catch((fault) => {
    delete chunks[name];
    delete fetching[name];
    throw fault;
  });
  return chunks[name];
}
function fetchChunk(name, imports) {
  const underWay = chunks[name];
  // A fetch that began earlier may fail for what was true then: who joins it has a try of their own.
  const chunk = underWay ? underWay.catch(() => fetchOnce(name, imports)) : fetchOnce(name, imports);
  chunk.catch(() => {});
  return chunk;
}

async function start() {
  const module_or_path = fetch(roles.wasm);
  const isFinder = location.pathname === "/";
  for (let name = isFinder ? location.search && "input" : chunkOf(location.pathname); name; name = BEFORE[name]) begin(name);
  const early = askEarly();
  const app = await import(roles["app-js"]);
  const exports = await app.default({ module_or_path });
  app.start(early, (name) => fetchChunk(name, exports));
  const onLink = ({ target }) => {
    const link = target.closest?.("a[href^='/']");
    if (link) fetchChunk(chunkOf(link.pathname), exports);
  };
  addEventListener("pointerdown", onLink, { passive: true });
}

// A button of the server's page that is pressed before the app is there is pressed again when it is: the app takes the
// same button over.
let pressed;
const onPressed = (event) => (pressed = event.target.closest?.("[data-needs-app]") && event.target.closest("button"));
addEventListener("click", onPressed);

const started = isLoop() ? Promise.resolve(showEssentials()) : start();
started.catch((fault) => {
  console.error(fault);
  if (kiosk) return openAnew();
  tell("Questa pagina funziona in parte: ricerca e mappa non si sono caricate. Prova a ricaricare più tardi.");
});

// The offer to read the page in another language holds for the page as the server wrote it.
const writtenIn = html.lang;
new MutationObserver(() => {
  if (html.lang !== writtenIn || "moved" in html.dataset) document.querySelector(".offer")?.remove();
}).observe(html, { attributeFilter: ["lang", "data-moved"] });

// What can wait until the app answers, or has had its time. The worker stores what is here anyway.
function afterwards() {
  registerWorker();
  useFonts();
}
new MutationObserver(() => {
  removeEventListener("click", onPressed);
  if (pressed?.isConnected) pressed.click();
  afterwards();
}).observe(html, { attributeFilter: ["data-app-ready"] });
setTimeout(afterwards, 8000);
