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

  card(id) {
    return this.page.locator(`[data-testid="result-card"][data-id="${id}"]`);
  }

  facet(name, code) {
    return this.page.getByTestId(`facet-${name}-${code}`);
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
}
