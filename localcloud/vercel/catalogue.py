"""Lists that Vercel publishes: the regions that run functions, and its framework presets.

Sources: vercel.com/docs/regions; vercel.com/docs/frameworks, `packages/frameworks` of vercel/vercel.
"""

from typing import Final

REGIONS: Final = (
    *("arn1", "bom1", "cdg1", "cle1", "cpt1", "dub1", "dxb1", "fra1", "gru1", "hkg1"),
    *("hnd1", "iad1", "icn1", "kix1", "lhr1", "pdx1", "sfo1", "sin1", "syd1", "yul1"),
)

FRAMEWORKS: Final = (
    *("angular", "astro", "blitzjs", "brunch", "create-react-app", "docusaurus", "docusaurus-2", "dojo"),
    *("eleventy", "elysia", "ember", "express", "fastapi", "fasthtml", "fastify", "flask", "gatsby", "gridsome"),
    *("h3", "hexo", "hono", "hugo", "hydrogen", "ionic-angular", "ionic-react", "jekyll", "middleman", "nestjs"),
    *("nextjs", "nitro", "nuxtjs", "parcel", "polymer", "preact", "react-router", "redwoodjs", "remix", "saber"),
    *("sanity", "sanity-v3", "sapper", "scully", "solidstart", "solidstart-1", "stencil", "storybook", "svelte"),
    *("sveltekit", "sveltekit-1", "tanstack-start", "umijs", "vite", "vitepress", "vue", "vuepress", "xmcp"),
    "zola",
)
