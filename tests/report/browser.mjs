// Opens a report's page in Chromium, from a file and without a network, uses it, and prints as JSON what it saw.
// node browser.mjs MODULES PAGE [PICTURES]: MODULES holds the packages; with PICTURES only screenshots are made there.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const [modules, file, pictures] = process.argv.slice(2)
const require = createRequire(`${modules}/`)
const { chromium } = require('playwright-core')
const { default: sparticuz } = await import(require.resolve('@sparticuz/chromium'))
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--headless=shell'],
})
const DESK = { width: 1280, height: 860 }
const PHONE = { width: 375, height: 812 }

async function opened(colorScheme, viewport) {
  const context = await browser.newContext({ colorScheme, viewport, offline: true, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const said = []
  const requests = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`file://${file}`)
  return { page, said, requests, close: () => context.close() }
}

/** In the page: every visible text whose contrast with what is behind it is below 4.5, as text and ratio. */
function faint() {
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const rgba = (color) => {
    pixel.clearRect(0, 0, 1, 1)
    pixel.fillStyle = color
    pixel.fillRect(0, 0, 1, 1)
    return [...pixel.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
  }
  const over = (top, below) => top.map((part, place) => (place === 3 ? 1 : part * top[3] + below[place] * (1 - top[3])))
  const light = (color) => {
    const [red, green, blue] = color.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const behind = (element) => {
    if (!element) return rgba(getComputedStyle(document.body).backgroundColor)
    const box = element.matches('g.node') ? element.querySelector('.box') : element.matches('svg') && element.querySelector('.lane')
    return over(rgba(box ? getComputedStyle(box).fill : getComputedStyle(element).backgroundColor), behind(element.parentElement))
  }
  const found = []
  let looked = 0
  for (const element of document.body.querySelectorAll('*')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('')
    if (!text || element.matches('script, style, title, option') || !element.checkVisibility()) continue
    looked += 1
    const style = getComputedStyle(element)
    const back = behind(element)
    const ink = over(rgba(element instanceof SVGElement ? style.fill : style.color), back)
    const [high, low] = [light(ink), light(back)].sort((one, other) => other - one)
    if ((high + 0.05) / (low + 0.05) < 4.5) found.push(`${text.slice(0, 40)}: ${((high + 0.05) / (low + 0.05)).toFixed(2)}`)
  }
  return { found, looked }
}

async function looks(colorScheme, viewport) {
  const { page, said, requests, close } = await opened(colorScheme, viewport)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true }))
  const wideOpened = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  const contrast = await page.evaluate(faint)
  await page.evaluate(axe)
  const broken = await page.evaluate(async () => {
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
    const { violations } = await axe.run(document, { runOnly: rules, rules: { 'color-contrast': { enabled: false } } })
    return violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 120)}`)
  })
  await close()
  return { wide, wideOpened, background, faint: contrast.found, texts: contrast.looked, broken, said, requests }
}

const shown = (page, selector) => page.$$eval(selector, (all) =>
  all.filter((each) => each.checkVisibility() && !each.classList.contains('faded')).map((each) => each.dataset.name ?? each.dataset.names ?? each.dataset.text))

/** Use the page with a mouse. */
async function used() {
  const { page, said, requests, close } = await opened('light', DESK)
  const all = { nodes: await page.locator('.node').count(), edges: await page.locator('.edge').count(), changes: await page.locator('#changes details').count() }
  const search = page.getByRole('searchbox', { name: 'search changes' })
  await search.fill('Firewall')
  const searched = await shown(page, '#changes details')
  await search.fill('')
  await page.getByLabel('cloud in changes').selectOption('cloudflare')
  const filtered = await shown(page, '#changes details')
  await page.getByLabel('operation in graph').selectOption('update')
  const graph = await shown(page, '.node')
  const revealed = await page.locator('.canvas').evaluate((frame) => {
    const [edge, box] = [frame, frame.querySelector('.node:not(.faded)')].map((each) => each.getBoundingClientRect())
    return box.top >= edge.top && box.bottom <= edge.bottom && box.left >= edge.left && box.right <= edge.right
  })
  await page.getByLabel('operation in graph').selectOption('')
  await page.getByRole('searchbox', { name: 'search matrix' }).fill('database_url')
  const matrix = await shown(page, '#matrix tr[data-text]')
  await page.getByRole('searchbox', { name: 'search rules' }).fill('VCL-001')
  const rules = await shown(page, '#rules tr[data-text]')
  await page.locator('.node[data-names="vercel-firewall"]').click()
  const panel = await page.locator('.panel').innerText()
  const width = () => page.locator('.canvas svg').evaluate((svg) => svg.getBoundingClientRect().width)
  const before = await width()
  await page.getByRole('button', { name: 'Zoom in' }).click()
  const zoomed = (await width()) / before
  const canvas = page.locator('.canvas')
  await canvas.evaluate((each) => { each.scrollTop = 0; each.scrollIntoView({ block: 'center' }) })
  const box = await canvas.boundingBox()
  await page.mouse.move(box.x + 20, box.y + 300)
  await page.mouse.down()
  await page.mouse.move(box.x + 20, box.y + 200, { steps: 4 })
  await page.mouse.up()
  const moved = await canvas.evaluate((each) => each.scrollTop)
  await page.getByRole('button', { name: 'Light or dark' }).click()
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await close()
  return { all, searched, filtered, graph, revealed, matrix, rules, panel, zoomed, moved, dark, said, requests }
}

/** Use the page with the keys alone: go by Tab to a box and press Enter. */
async function keyed() {
  const { page, close } = await opened('light', DESK)
  const stops = []
  for (let step = 0; step < 400 && !stops.includes('node'); step += 1) {
    await page.keyboard.press('Tab')
    stops.push(await page.evaluate(() => {
      const now = document.activeElement
      return now.matches('.node') ? 'node' : now.matches('.canvas') ? 'canvas' : now.id || now.className || now.tagName.toLowerCase()
    }))
  }
  const name = await page.evaluate(() => document.activeElement.querySelector('.name')?.textContent)
  await page.keyboard.press('Enter')
  const panel = await page.locator('.panel').innerText()
  await close()
  return { stops: [...new Set(stops)], name, panel }
}

try {
  if (pictures) {
    const tall = { width: 1280, height: 1340 }
    for (const [name, scheme, viewport] of [['light', 'light', tall], ['dark', 'dark', tall], ['phone', 'light', PHONE]]) {
      const { page, close } = await opened(scheme, viewport)
      await page.locator('.node[data-names="vercel-firewall"]').dispatchEvent('click')
      await page.screenshot({ path: `${pictures}/report-${name}.png` })
      await close()
    }
  } else {
    const views = {}
    for (const [name, viewport] of [['desk', DESK], ['phone', PHONE]]) {
      for (const scheme of ['light', 'dark']) views[`${name} ${scheme}`] = await looks(scheme, viewport)
    }
    console.log(JSON.stringify({ views, used: await used(), keyed: await keyed() }))
  }
} finally {
  await browser.close()
}
