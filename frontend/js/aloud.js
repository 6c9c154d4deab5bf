// Reads the page aloud, sentence by sentence, with the voices that live on this device: a voice that needs a server
// would send it what a family reads. What is being read is marked. Fetched when it is first asked for.

const synth = speechSynthesis;
const MARK = "aloud";
const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];

/** The voice for a language: one of this device, the device's own choice first. */
export function voiceFor(tag) {
  const own = synth.getVoices().filter((voice) => voice.localService && primary(voice.lang) === primary(tag));
  return own.find((voice) => voice.default) ?? own[0];
}

// What is not text: drawings, fields, buttons, and what only a pointer needs.
const SILENT = "script, style, template, svg, button, select, input, textarea, [aria-hidden='true'], [hidden]";

function isRead(element) {
  if (element.closest(SILENT)) return false;
  return element.checkVisibility?.({ visibilityProperty: true }) ?? element.getClientRects().length > 0;
}

/** The element that a run of text belongs to: a heading, a paragraph, a line of a list. */
function blockOf(element) {
  let at = element;
  while (at.parentElement && /^inline/.test(getComputedStyle(at).display)) at = at.parentElement;
  return at;
}

/** The text of an element as runs: text nodes that stand in one block and in one language. */
function runs(root) {
  const all = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !isRead(parent)) continue;
    const block = blockOf(parent);
    const lang = parent.closest("[lang]")?.lang || document.documentElement.lang;
    const last = all.at(-1);
    if (last && last.block === block && last.lang === lang) last.nodes.push(node);
    else all.push({ block, lang, nodes: [node] });
  }
  return all;
}

function sentencesOf(text, lang) {
  if (globalThis.Intl?.Segmenter) {
    return [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text)].map(({ index, segment }) => [index, segment]);
  }
  return [...text.matchAll(/[^.!?…。！？؟]+[.!?…。！？؟]*\s*/g)].map((match) => [match.index, match[0]]);
}

/** Every sentence with its language and where it stands. */
function* sentences(root) {
  for (const { block, lang, nodes } of runs(root)) {
    // Parts of one line are separate words.
    const text = nodes.map((node) => node.data).join(" ");
    for (const [start, words] of sentencesOf(text, lang)) {
      if (!/[\p{L}\p{N}]/u.test(words)) continue;
      const range = document.createRange();
      range.setStart(...placeOf(nodes, start));
      range.setEnd(...placeOf(nodes, start + words.trimEnd().length));
      yield { words: words.trim(), lang, range, block };
    }
  }
}

function placeOf(nodes, at) {
  for (const node of nodes) {
    if (at <= node.data.length) return [node, at];
    at -= node.data.length + 1;
  }
  const last = nodes.at(-1);
  return [last, last.data.length];
}

function mark({ range, block } = {}) {
  for (const marked of document.querySelectorAll(".is-read-aloud")) marked.classList.remove("is-read-aloud");
  if (globalThis.CSS?.highlights) {
    CSS.highlights.delete(MARK);
    if (range) CSS.highlights.set(MARK, new Highlight(range));
  } else {
    block?.classList.add("is-read-aloud");
  }
  if (!range) return;
  const { top, bottom } = range.getBoundingClientRect();
  if (top < 90 || bottom > innerHeight - 90) block.scrollIntoView({ block: "center" });
}

let reading;

export function stop() {
  if (!reading) return;
  const { told, onEnd } = reading;
  reading = undefined;
  told.abort();
  synth.cancel();
  mark();
  onEnd();
}

/** Reads what is open above the page, or the page, from its beginning; calls `onEnd` when it is over or was stopped. */
export function read(onEnd) {
  stop();
  synth.cancel();
  const root = document.querySelector("dialog[open]") ?? document.querySelector("main");
  const told = new AbortController();
  const mine = (reading = { told, onEnd });
  const options = { signal: told.signal, capture: true };
  // A key that only holds another one down asks for nothing.
  addEventListener("keydown", ({ key }) => /^(Shift|Control|Alt|Meta)$/.test(key) || stop(), options);
  addEventListener("pagehide", stop, options);
  addEventListener("popstate", stop, options);
  const rest = root ? sentences(root) : [].values();
  const next = () => {
    if (reading !== mine) return;
    // What has gone from the page is not read; a page that has gone ends it.
    const { value, done } = root?.isConnected ? rest.next() : { done: true };
    if (done) return stop();
    const voice = voiceFor(value.lang);
    if (!voice || !value.range.startContainer.isConnected) return next();
    const says = new SpeechSynthesisUtterance(value.words);
    says.voice = voice;
    says.lang = voice.lang;
    says.onend = next;
    // Interrupted is what stopping does; anything else ends the reading.
    says.onerror = () => reading === mine && stop();
    // Chromium drops one that nobody holds.
    mine.says = says;
    mark(value);
    synth.speak(says);
  };
  next();
}
