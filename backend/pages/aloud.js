// Reading aloud on pages that the server alone writes: a button where this device has a voice of its own for the language
// of the page (another voice would send its maker what is read). The code that reads is fetched at the first tap.
const { module, start, stop } = document.querySelector("script[data-module]").dataset;
const html = document.documentElement;
const synth = globalThis.speechSynthesis;
const header = document.querySelector(".site-header-row") ?? document.querySelector(".page-head");

if (synth && header) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-soft", textContent: start, hidden: true });
  button.style.marginInlineStart = "auto";
  const offer = () => {
    const tag = html.lang.slice(0, 2);
    button.hidden = !synth.getVoices().some((voice) => voice.localService && voice.lang.toLowerCase().startsWith(tag));
  };
  const rest = () => {
    delete html.dataset.reading;
    button.textContent = start;
  };
  button.addEventListener("click", async () => {
    const aloud = await import(module);
    if ("reading" in html.dataset) return aloud.stop();
    html.dataset.reading = "";
    button.textContent = stop;
    aloud.read(rest);
  });
  header.append(button);
  offer();
  // Voices come when they come.
  synth.addEventListener?.("voiceschanged", offer);
}
