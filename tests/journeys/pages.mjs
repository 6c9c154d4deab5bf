// Page objects: the only home of test ids.
export class Finder {
  constructor(page) {
    this.page = page;
  }

  get search() {
    return this.page.getByTestId("search-input");
  }

  get cards() {
    return this.page.getByTestId("result-card");
  }

  get count() {
    return this.page.getByTestId("result-count");
  }

  get map() {
    return this.page.getByTestId("map");
  }

  get markers() {
    return this.page.getByTestId("marker");
  }

  get offlineBadge() {
    return this.page.getByTestId("offline-badge");
  }

  /** Results that nobody can be sure of. */
  get apart() {
    return this.page.getByTestId("apart");
  }

  /** What the cards of places say of being open, the sure results and those told apart. Where the hours of a place are
   * not known but a desk of it is open, the card names the desk: `desk-open`. */
  async openStates() {
    const states = (within) =>
      within.getByTestId("open-state").evaluateAll((all) =>
        all.map((one) => (one.dataset.state !== "open" && /: aperto/.test(one.textContent) ? "desk-open" : one.dataset.state)),
      );
    const all = await states(this.page.getByRole("main"));
    const apart = await states(this.apart);
    return { sure: all.slice(0, all.length - apart.length), apart };
  }

  card(id) {
    return this.page.locator(`[data-testid="result-card"][data-id="${id}"]`);
  }

  facet(name, code) {
    return this.page.getByTestId(`facet-${name}-${code}`);
  }

  /** The lines under the search box. */
  get suggestions() {
    return this.page.getByRole("listbox", { name: "Suggerimenti" }).getByRole("option");
  }

  /** The line that the arrows have reached, by what assistive technology is told; null when none is. */
  async reached() {
    const id = await this.search.getAttribute("aria-activedescendant");
    return id && this.page.locator(`#${id}[aria-selected="true"]`).innerText();
  }

  /** Chips that take something back. */
  get chips() {
    return this.page.getByRole("button", { name: /^Togli: / });
  }

  chip(name) {
    return this.chips.filter({ hasText: name });
  }

  /** Resolves once that many results are told. */
  async counted(total) {
    await this.count.filter({ hasText: new RegExp(`^${total} risultat`) }).waitFor();
  }

  /** What to leave out when nothing matches. */
  get loosen() {
    return this.page.getByRole("button", { name: /^Togli “/ });
  }

  async ids() {
    return this.cards.evaluateAll((cards) => cards.map((card) => card.dataset.id));
  }

  /** The place ids in the list, in order. */
  async places() {
    return this.cards.evaluateAll((cards) => cards.filter((c) => c.dataset.type === "place").map((c) => c.dataset.id));
  }

  async type(words) {
    await this.search.fill("");
    await this.search.pressSequentially(words, { delay: 15 });
  }
}

/** The agenda's days and dates. */
export class AgendaPage {
  constructor(page) {
    this.page = page;
  }

  get days() {
    return this.page.getByTestId("agenda-day");
  }

  get occurrences() {
    return this.page.getByTestId("occurrence");
  }

  /** The button of today in the strip of days. */
  get today() {
    return this.page.locator("[data-today]");
  }

  async dates() {
    return this.days.evaluateAll((days) => days.map((day) => day.dataset.date));
  }

  async times() {
    return this.occurrences.locator(".occurrence-time").allInnerTexts();
  }

  async places() {
    return this.occurrences.locator(".card-meta").allInnerTexts();
  }

  /** The days shown, once they are as wanted. */
  async until(wanted) {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const days = await this.dates();
      if (days.length && wanted(days)) return days;
      if (Date.now() > deadline) throw new Error(`the days are ${days}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

export class PlacePage {
  constructor(page) {
    this.page = page;
    this.root = page.getByTestId("place-page");
  }

  get title() {
    return this.root.getByRole("heading", { level: 1 });
  }

  get openState() {
    return this.root.getByTestId("open-state").first();
  }

  /** The row of today in the hours of the week. */
  get today() {
    return this.root.locator('[aria-current="date"]').first();
  }
}

/** "La tua famiglia": who is at home, told on the device. */
export class HouseholdPage {
  constructor(page) {
    this.page = page;
    this.root = page.getByTestId("household-page");
  }

  get children() {
    return this.root.getByTestId("child");
  }

  get stays() {
    return this.root.getByTestId("household-stays");
  }

  get add() {
    return this.root.getByRole("button", { name: /aggiungi un figlio/i });
  }

  get erase() {
    return this.root.getByRole("button", { name: "Cancella tutto" });
  }

  /** Name, month of birth and age of one child. */
  child(at) {
    const row = this.children.nth(at);
    return {
      row,
      name: row.getByLabel(/nome/i),
      born: row.getByLabel(/mese di nascita/i),
      age: row.getByTestId("child-age"),
      remove: row.getByRole("button", { name: /togli/i }),
    };
  }

  async addChild(name, born) {
    const at = await this.children.count();
    await this.add.click();
    const child = this.child(at);
    await child.name.fill(name);
    await child.born.fill(born);
    await child.born.blur();
    return child;
  }
}

/** Whom of the household a card or a page says it suits. */
export function suits(within) {
  return within.getByTestId("suits");
}

export class ActivityPage {
  constructor(page) {
    this.page = page;
    this.root = page.getByTestId("activity-page");
  }
}

export class SavedPage {
  constructor(page) {
    this.page = page;
    this.root = page.getByTestId("saved-page");
    this.plan = page.getByTestId("plan");
    this.days = page.getByTestId("plan-day").filter({ visible: true });
    this.clashes = page.getByTestId("clash").filter({ visible: true });
    this.changes = page.getByTestId("changes");
    this.contacts = page.getByTestId("contacts");
  }

  get nextWeek() {
    return this.plan.locator("summary");
  }

  dates(day) {
    return day.getByTestId("occurrence");
  }
}

/** What leaves the device: message, code and calendar. */
export class Sheet {
  constructor(page) {
    this.root = page.getByRole("dialog");
    this.message = page.getByTestId("message");
    this.code = this.root.getByRole("img", { name: /QR/ });
    this.allDates = this.root.getByRole("button", { name: "Tutte le date" });
    this.dates = this.root.getByRole("list", { name: "Solo una data" }).getByRole("button");
    this.subscription = this.root.getByRole("link", { name: "Abbonati al calendario" });
  }
}

/** A kiosk in a waiting room. */
export class KioskPage {
  constructor(page) {
    this.page = page;
  }

  get root() {
    return this.page.getByTestId("kiosk-root");
  }

  get board() {
    return this.page.getByTestId("kiosk-board");
  }

  get begin() {
    return this.page.getByTestId("kiosk-begin");
  }

  get countdown() {
    return this.page.getByTestId("kiosk-countdown");
  }

  get extend() {
    return this.page.getByTestId("kiosk-extend");
  }

  get done() {
    return this.page.getByTestId("kiosk-done");
  }

  get code() {
    return this.page.getByTestId("qr");
  }

  get takeAway() {
    return this.page.getByTestId("kiosk-take-away");
  }

  get deskCard() {
    return this.page.getByTestId("desk-card");
  }

  get deskSentences() {
    return this.page.getByTestId("desk-sentence");
  }

  language(tag) {
    return this.page.getByTestId(`kiosk-language-${tag}`);
  }

  door(name) {
    return this.page.getByTestId(`kiosk-door-${name}`);
  }

  is(state) {
    return this.page.waitForSelector(`[data-testid=kiosk-root][data-state=${state}]`, { state: "attached" });
  }
}

/** Guided orientation. */
export class Orientation {
  constructor(page) {
    this.page = page;
  }

  get question() {
    return this.page.getByTestId("orientation-question");
  }

  get answers() {
    return this.page.getByTestId("orientation-answer");
  }

  answer(code) {
    return this.page.locator(`[data-testid=orientation-answer][data-code=${code}]`);
  }

  get results() {
    return this.page.getByTestId("orientation-result");
  }

  get calls() {
    return this.page.getByTestId("orientation-calls");
  }

  get urgent() {
    return this.page.getByTestId("kiosk-door-urgent");
  }

  get danger() {
    return this.page.getByTestId("danger-card");
  }

  get quickExit() {
    return this.page.getByTestId("quick-exit");
  }
}
