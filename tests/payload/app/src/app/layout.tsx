import { connection } from 'next/server'
import type { ReactNode } from 'react'

export const metadata = { title: 'Luma' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection() // rendered per request: each request's policy has a nonce of its own
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
