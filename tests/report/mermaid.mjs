// Draws a graph with Mermaid in Chromium and prints as JSON what it drew: node mermaid.mjs MODULES LIBRARY SOURCE
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const [modules, library, source] = process.argv.slice(2)
const require = createRequire(`${modules}/`)
const { chromium } = require('playwright-core')
const { default: sparticuz } = await import(require.resolve('@sparticuz/chromium'))
const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--headless=shell'],
})
try {
  const page = await browser.newPage()
  await page.addScriptTag({ path: library })
  const drawn = await page.evaluate(async (text) => {
    mermaid.initialize({ startOnLoad: false })
    const { svg } = await mermaid.render('drawn', text)
    document.body.innerHTML = svg
    const marked = {}
    for (const operation of ['create', 'update', 'delete', 'replace', 'import']) {
      const names = [...document.querySelectorAll(`.node.${operation}`)].map((node) => node.textContent.trim())
      if (names.length) marked[operation] = names.sort()
    }
    return {
      nodes: document.querySelectorAll('.node').length,
      edges: document.querySelectorAll('.edgePaths > path, path.flowchart-link').length,
      marked,
    }
  }, await readFile(source, 'utf8'))
  console.log(JSON.stringify(drawn))
} finally {
  await browser.close()
}
