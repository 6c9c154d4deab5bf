// <family-hub topic="scuola" comune="015206"></family-hub>: a part of the finder in a frame as high as what is in it.
// Its attributes are those of a search, and show="list|agenda", place="…", lang="…". No cookie, no style of its own on
// the page, nothing loaded but the frame.
const TAKEN = new Set(["class", "id", "style", "title", "slot", "hidden"]);

class FamilyHub extends HTMLElement {
  connectedCallback() {
    if (this.frame) return;
    const address = new URL("/embed", import.meta.url);
    for (const { name, value } of this.attributes) if (!TAKEN.has(name)) address.searchParams.set(name, value);
    const frame = document.createElement("iframe");
    frame.src = address;
    frame.title = this.title || "Family Hub";
    frame.loading = "lazy";
    frame.width = "100%";
    frame.height = 400;
    frame.style.border = 0;
    this.frame = frame;
    this.append(frame);
  }

  disconnectedCallback() {
    this.frame?.remove();
    delete this.frame;
  }
}

addEventListener("message", ({ data, origin, source }) => {
  if (origin !== new URL(import.meta.url).origin || data?.type !== "family-hub:height") return;
  for (const element of document.querySelectorAll("family-hub")) {
    if (element.frame?.contentWindow !== source) continue;
    const height = Number(data.height);
    if (height > 0 && height < 100_000) element.frame.height = height;
  }
});

customElements.define("family-hub", FamilyHub);
