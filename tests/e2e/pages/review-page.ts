import { expect, type Locator, type Page } from '@playwright/test';

/** The review screen as a moderator sees it. Everything is done by keyboard unless a name says otherwise. */
export class ReviewPage {
  readonly page: Page;
  readonly code: Locator;
  readonly messages: Locator;
  readonly undoNotice: Locator;
  readonly commitButton: Locator;
  readonly reason: Locator;
  /** The column on the right; what is missing is said there, beside its field. */
  readonly panel: Locator;

  constructor(page: Page) {
    this.page = page;
    this.code = page.locator('.case-code');
    this.messages = page.getByRole('list', { name: 'Conversation' }).getByRole('article');
    this.undoNotice = page.getByText(/becomes final in/u);
    this.commitButton = page.getByRole('button', { name: /^Commit and open next/u });
    this.panel = page.getByRole('complementary', { name: 'Decision' });
    this.reason = page.getByRole('textbox', { name: 'Reason' });
  }

  async open(): Promise<void> {
    await this.page.goto('/');
    await expect(this.page.getByRole('heading', { name: 'Ready when you are' })).toBeVisible();
    await expect(this.page.getByRole('button', { name: /^Open next case/u })).toBeEnabled();
  }

  press(...keys: string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Opens the first case and answers with its code. */
  async openFirst(): Promise<string> {
    await this.press('Enter');
    return this.currentCode();
  }

  /** Opens a case nobody has begun: tests share a workspace, and drafts come back with their cases. */
  async openFresh(): Promise<string> {
    let code = await this.openFirst();
    while ((await this.page.getByRole('radiogroup', { name: 'Finding' }).locator('input:checked').count()) > 0) {
      await this.press('s');
      code = await this.nextAfter(code);
    }
    return code;
  }

  async currentCode(): Promise<string> {
    await expect(this.code).toBeVisible();
    return (await this.code.textContent()) ?? '';
  }

  /** Waits until another case than this one is on screen, and answers with its code. */
  async nextAfter(code: string): Promise<string> {
    await expect(this.code).not.toHaveText(code);
    return this.currentCode();
  }

  /** Finding of a violation, the policy found by typing, the action by its number. */
  async fillViolation(policy: string, action: '1' | '2' | '3' | '4' | '5'): Promise<void> {
    await this.press('v', 'p');
    await this.page.keyboard.type(policy);
    await this.press('Enter');
    await expect(this.page.getByRole('radiogroup', { name: 'Action' })).toContainText('1');
    await this.press(action);
  }

  /** Commits and answers with the code of the case that opened. */
  async commit(): Promise<string> {
    const code = await this.currentCode();
    await this.press('Enter');
    return this.nextAfter(code);
  }

  /** Goes on to the next case until one has a veiled reported message. */
  findVeiled(): Promise<void> {
    return this.find('a veiled reported message', this.messages.last().getByText(/^Veiled/u));
  }

  /** Goes on to the next case until one has a message whose text is shown. */
  findText(): Promise<void> {
    return this.find('a message that can be read', this.messages.locator('.message-text').first());
  }

  /** Goes on to the next case until one has a message with something masked in it. */
  findMasked(): Promise<void> {
    return this.find('a message with a mask', this.messages.locator('.mask').first());
  }

  /** Skips cases until one shows what is looked for. */
  async find(what: string, shown: Locator): Promise<void> {
    for (let tries = 0; tries < 60; tries += 1) {
      const code = await this.currentCode();
      if (await shown.isVisible()) return;
      await this.press('s');
      await this.nextAfter(code);
    }
    throw new Error(`no case with ${what}`);
  }
}
