import Image from 'next/image'

import { Counter } from '@/components/counter'

export default function Home() {
  return (
    <main style={{ padding: 16 }}>
      <h1>Decks</h1>
      <Image src="/logo.png" alt="Luma" width={16} height={16} />
      <Counter />
    </main>
  )
}
