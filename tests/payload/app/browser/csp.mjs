// Opens the running app in Chromium and prints, as JSON, what the Content-Security-Policy let through.
import sparticuz from '@sparticuz/chromium'
import { chromium } from 'playwright-core'

const address = process.argv[2] ?? ''
const executablePath = await sparticuz.executablePath() // Chromium comes with the package; it needs libnss3 alone
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--headless=shell'],
})

/** Open the page and collect violations; `tamper` changes the HTML on its way. @param {(html: string) => string} tamper */
async function visit(tamper) {
  const page = await browser.newPage()
  /** @type {string[]} */
  const failures = []
  page.on('pageerror', (error) => failures.push(String(error)))
  await page.addInitScript(() => {
    const seen = /** @type {any} */ (window)
    seen.violations = []
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, disposition }) => {
      seen.violations.push(`${disposition} ${effectiveDirective} ${blockedURI}`)
    })
  })
  await page.route('**/*', async (route) => {
    if (!route.request().url().startsWith(address)) return route.abort()
    if (route.request().resourceType() !== 'document') return route.continue()
    const response = await route.fetch()
    return route.fulfill({ response, body: tamper(await response.text()) })
  })
  const response = await page.goto(address)
  const alive = await page.waitForSelector('button[data-alive=true]', { timeout: 20_000 }).then(
    () => true,
    () => false,
  )
  if (alive) await page.click('button')
  const text = await page.textContent('button')
  await page.waitForTimeout(500)
  const found = await page.evaluate(() => {
    const seen = /** @type {any} */ (window)
    return { violations: /** @type {string[]} */ (seen.violations), injected: seen.injected ?? null }
  })
  await page.close()
  return { ...found, failures, alive, text, headers: response?.headers() ?? {} }
}

try {
  const plain = await visit((html) => html)
  const scripts =
    '<script>window.injected = "script"</script><img src="/absent.png" onerror="window.injected = \'handler\'">'
  const attacked = await visit((html) => html.replace('</h1>', `</h1>${scripts}`))
  console.log(JSON.stringify({ plain, attacked }))
} finally {
  await browser.close()
}
