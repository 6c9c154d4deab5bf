// One way to drive the three engines: Chromium and Firefox through puppeteer (WebDriver BiDi for Firefox), WebKitGTK
// through WebDriver, which needs a display.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import puppeteer from "puppeteer-core";
import { Builder, Capabilities, Key } from "selenium-webdriver";
import { freePort } from "./harness.mjs";

const PHONE = { width: 390, height: 844 };
const WAIT_MS = 20_000;
const CHROMIUM_FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"];

/** What a person does in a page, the same in each engine. `look` runs a function in the page. */
class Page {
  constructor(server) {
    this.server = server;
  }

  /** Opens an address of the server and waits until it answers to touch. */
  async open(address) {
    await this.goto(this.server.url + address);
    await this.until(() => document.documentElement.hasAttribute("data-app-ready"));
  }

  /** Resolves once the answer is true; `args` are handed to the function. An element is no answer: it stays in the page. */
  async until(asked, ...args) {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      // A page that is being left cannot be asked; the next one can.
      const answer = await this.look(asked, ...args).catch(() => null);
      if (answer) return answer;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${asked} ${JSON.stringify(args)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async tap(selector) {
    await this.until((one) => Boolean(document.querySelector(one)?.checkVisibility?.() ?? document.querySelector(one)), selector);
    await this.click(selector);
  }

  text(selector) {
    return this.look((one) => document.querySelector(one)?.innerText ?? null, selector);
  }
}

class PuppeteerPage extends Page {
  constructor(server, page) {
    super(server);
    this.page = page;
  }

  goto(url) {
    return this.page.goto(url);
  }

  look(asked, ...args) {
    return this.page.evaluate(asked, ...args);
  }

  click(selector) {
    return this.page.locator(selector).click();
  }

  write(selector, words) {
    return this.page.type(selector, words);
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  back() {
    return this.page.goBack();
  }

  reload() {
    return this.page.reload();
  }
}

class WebDriverPage extends Page {
  constructor(server, driver) {
    super(server);
    this.driver = driver;
  }

  goto(url) {
    return this.driver.get(url);
  }

  look(asked, ...args) {
    return this.driver.executeScript(`return (${asked})(...arguments)`, ...args);
  }

  async click(selector) {
    await (await this.driver.findElement({ css: selector })).click();
  }

  async write(selector, words) {
    await (await this.driver.findElement({ css: selector })).sendKeys(words);
  }

  press(key) {
    return this.driver.actions().sendKeys(Key[key.replace("Arrow", "ARROW_").toUpperCase()]).perform();
  }

  back() {
    return this.driver.navigate().back();
  }

  reload() {
    return this.driver.navigate().refresh();
  }
}

/** A browser of one engine with an empty profile of its own. */
class PuppeteerBrowser {
  static async start(options) {
    const started = new PuppeteerBrowser();
    started.browser = await puppeteer.launch({ ...options, defaultViewport: PHONE });
    return started;
  }

  async page(server) {
    const context = await this.browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(PHONE);
    return new PuppeteerPage(server, page);
  }

  leave({ page }) {
    return page.browserContext().close();
  }

  end() {
    return this.browser.close();
  }
}

class WebKitBrowser {
  static async start() {
    const started = new WebKitBrowser();
    started.home = fs.mkdtempSync(path.join(os.tmpdir(), "family-hub-webkit-"));
    const env = { ...process.env, HOME: started.home, WEBKIT_DISABLE_COMPOSITING_MODE: "1", LANG: "it_IT.UTF-8", LIBGL_ALWAYS_SOFTWARE: "1" };
    if (!process.env.DISPLAY) {
      started.screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
        stdio: ["ignore", "ignore", "ignore", "pipe"],
      });
      const [number] = await once(started.screen.stdio[3], "data");
      env.DISPLAY = `:${String(number).trim()}`;
    }
    started.port = await freePort();
    started.driver = spawn(webKitDriver(), [`--port=${started.port}`, "--host=127.0.0.1"], { stdio: "ignore", env });
    return started;
  }

  async page(server) {
    const capabilities = new Capabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation", "--geometry=390x844"] },
    });
    const builder = () => new Builder().usingServer(`http://127.0.0.1:${this.port}`).withCapabilities(capabilities).build();
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      try {
        const driver = await builder();
        await driver.manage().window().setRect({ ...PHONE, x: 0, y: 0 });
        return new WebDriverPage(server, driver);
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  leave({ driver }) {
    return driver.quit();
  }

  async end() {
    for (const child of [this.driver, this.screen]) {
      if (!child) continue;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

function found(named, candidates) {
  const one = [process.env[named], ...candidates].find((file) => file && fs.existsSync(file));
  if (!one) throw new Error(`not found: ${candidates.join(", ")}; install it or name it in ${named}`);
  return one;
}

const webKitDriver = () => found("WEBKIT_DRIVER", ["/usr/bin/WebKitWebDriver"]);
const miniBrowser = () =>
  found(
    "MINI_BROWSER",
    ["x86_64", "aarch64"].flatMap((machine) => ["4.1", "4.0"].map((version) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-${version}/MiniBrowser`)),
  );

/** The engines by name: how each is started. */
export const ENGINES = {
  Chromium: () => PuppeteerBrowser.start({ executablePath: found("CHROMIUM", ["/usr/bin/chromium"]), args: CHROMIUM_FLAGS }),
  Firefox: () =>
    PuppeteerBrowser.start({
      browser: "firefox",
      executablePath: found("FIREFOX", ["/usr/bin/firefox-esr", "/usr/bin/firefox"]),
      extraPrefsFirefox: { "intl.accept_languages": "it-IT, it" },
    }),
  // Only Linux has it.
  ...(process.platform === "linux" ? { WebKitGTK: () => WebKitBrowser.start() } : {}),
};
